-- Judges each message before anything else reads it. One that breaks SIP's grammar is refused, or dropped if no answer is due.
-- One that keeps it goes on in plain form: one line a field, no field that is not read and broken, nothing behind its body.
-- docs/routing.md tells which is which.

local here = debug.getinfo(1, "S").source:match "^@(.*/)" or ""
local grammar = dofile(here .. "sip_grammar.lua")

-- No call needs a larger head, and looking into one costs time.
local LARGEST_HEAD = 16384
-- Methods whose messages may reach a media node.
local SERVED = {
    INVITE = true, ACK = true, BYE = true, CANCEL = true, OPTIONS = true, UPDATE = true, PRACK = true, INFO = true,
}
-- The tag of From goes into Record-Route, and these are none of a URI's signs.
local ODD_TAG = ";[ \t]*[Tt][Aa][Gg][ \t]*=[ \t]*[^; \t]*[%%`]"
local NOBODY = "<sip:anonymous@anonymous.invalid>"
local CONTROL = "[%z\1-\8\10-\31\127]"
local ESCAPED_CONTROL = "\\[%z\1-\8\11\12\14-\31\127]"

-- The lines of a head, the folded ones joined.
local function lines_of(head)
    local lines, from = {}, 1
    while from <= #head do
        local last = head:find("\r\n", from, true) or #head + 1
        local line = head:sub(from, last - 1)
        if #lines > 0 and line:find "^[ \t]" then
            table.insert(lines[#lines], line:match "^[ \t]+(.*)")
        else
            table.insert(lines, { line })
        end
        from = last + 2
    end
    for number, parts in ipairs(lines) do
        lines[number] = table.concat(parts, " ")
    end
    return lines
end

-- Returns the start line as it goes on and, of a request, its method; else why it is refused.
local function judge_start(line)
    local method, uri, version = grammar.request_line:match(line)
    if method then
        local fault = version ~= "2.0" and "505 Version Not Supported" or nil
        return method .. " " .. uri .. " SIP/2.0", method, fault
    end
    local status, reason = grammar.status_line:match(line)
    if not status then return line, line:match "^%S*", "400 Malformed Request Line" end
    return "SIP/2.0 " .. status .. " " .. (grammar.reason:match(reason) and reason or "")
end

-- Returns the value with which a field goes on, nil if it does not; else why the message is refused.
local function judge_field(name, value, repeated)
    if grammar.needed[name] then
        if repeated and grammar.single[name] then return nil, "400 More Than One " .. grammar.titles[name] end
        if not grammar.needed[name]:match(value) then return nil, "400 Malformed " .. grammar.titles[name] end
        return value
    end
    if repeated and grammar.single[name] then return nil end
    if grammar.identity[name] then
        if grammar.identity[name]:match(value) then return value end
        if name ~= "privacy" then return NOBODY end
        return value ~= "" and "id" or nil
    end
    return (grammar.useful[name] or grammar.text):match(value) and value or nil
end

-- What is said of the fields together.
local function judge_whole(fields, method, room)
    for _, name in ipairs { "via", "from", "to", "call-id", "cseq" } do
        if not fields[name] then return "400 Missing " .. grammar.titles[name] end
    end
    if method and grammar.method:match(fields.cseq) ~= method then return "400 CSeq Does Not Fit" end
    if SERVED[method] and fields.from:find(ODD_TAG) then return "400 Odd Tag of From" end
    if tonumber(fields["content-length"] or 0) > room then return "400 Content-Length Exceeds Message" end
end

-- A request in whose place the edge answers: what the refused one holds of what an answer repeats.
local function stand_in(lines, fields)
    local vias = {}
    for _, line in ipairs(lines) do
        local name, value = grammar.field:match(line)
        if name and (grammar.short[name:lower()] or name:lower()) == "via" then
            local via = grammar.via:match(value)
            if not via then break end
            table.insert(vias, "Via: SIP/2.0/" .. via:match "^[^/]*/[^/]*/[ \t]*(.*)")
        end
    end
    if not vias[1] then return nil end
    return table.concat({
        "REFUSED sip:anonymous.invalid SIP/2.0",
        table.concat(vias, "\r\n"),
        "From: " .. (fields.from or NOBODY .. ";tag=0"),
        "To: " .. (fields.to or NOBODY),
        "Call-ID: " .. (fields["call-id"] or "unreadable"),
        "CSeq: " .. (fields.cseq or "0 REFUSED"),
        "Content-Length: 0\r\n\r\n",
    }, "\r\n")
end

-- A line break that only some take for one hides lines of SDP from those who do not.
local function plain_body(body, kind)
    if kind and not kind:lower():find "sdp" and not kind:lower():find "multipart" then return body end
    return (body:gsub("()\r", function(at)
        if body:byte(at + 1) ~= 10 then return " " end
    end))
end

-- Returns why a message is refused ("" if it is not) and the message that the edge reads in its place, nil for none.
local function judge(message)
    local first = message:find "[^\r\n]"
    if not first then return "", nil end
    local last, next_part = message:find("\r\n\r\n", first, true)
    local fault = not last and "400 No End of Header" or nil
    local head, rest = message:sub(first, (last or #message + 1) - 1), message:sub((next_part or #message) + 1)
    if #head > LARGEST_HEAD then
        fault, head = "513 Message Too Large", head:sub(1, LARGEST_HEAD)
    end

    local lines, kept, fields = lines_of(head), {}, {}
    local start, method, start_fault = judge_start(lines[1])
    fault = fault or start_fault
    kept[1] = start
    for number = 2, #lines do
        local line = lines[number]
        if line:find(CONTROL) then
            line = line:gsub(ESCAPED_CONTROL, "")
            if not method or SERVED[method] or line:find(CONTROL) then fault = fault or "400 Control Character" end
        end
        local name, value = grammar.field:match(line)
        if name then
            local known = grammar.short[name:lower()] or name:lower()
            local plain, field_fault = judge_field(known, value, fields[known] ~= nil)
            fault = fault or field_fault
            if plain then
                fields[known] = fields[known] or plain
                table.insert(kept, name .. ": " .. plain)
            end
        else
            fault = fault or "400 Malformed Header Field"
        end
    end
    fault = fault or judge_whole(fields, method, #rest)
    if fault then
        return fault, method and method ~= "ACK" and not method:find "^[Ss][Ii][Pp]/" and stand_in(lines, fields) or nil
    end
    local length = tonumber(fields["content-length"]) or #rest
    local body = plain_body(rest:sub(1, length), fields["content-type"])
    return "", table.concat(kept, "\r\n") .. "\r\n\r\n" .. body
end

-- Sets $var(refused): "" if the message goes on, "drop" if nobody is to read it, else the status and reason of its refusal.
function well_formed()
    local message = KSR.pv.get "$rcv(buf)"
    local judged, refused, instead = pcall(judge, message)
    if judged and instead then
        KSR.pv.sets("$var(refused)", refused)
        if instead ~= message then KSR.pv.sets("$rcv(buf)", instead) end
    else
        KSR.pv.sets("$var(refused)", "drop")
    end
end

return judge
