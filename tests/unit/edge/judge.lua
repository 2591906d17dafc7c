-- judge.lua FOLDER: reads messages, each after a line with its length; writes for each a line with the length of its refusal and of
-- what the edge reads in its place (-1: nothing), both, and the microseconds that it took.
local judge = dofile(arg[1] .. "/well_formed.lua")
for length in io.lines() do
    local message = io.read(tonumber(length))
    local begin = os.clock()
    local refused, instead = judge(message)
    local spent = (os.clock() - begin) * 1e6
    io.write(#refused, " ", instead and #instead or -1, " ", math.floor(spent), "\n", refused, instead or "")
end
