-- The grammar of SIP (RFC 3261 section 25, and the RFCs of the extensions that a media node reads) as LPeg patterns, for lines
-- whose folding has been undone. Repetitions never give back what they took and alternatives tell themselves apart early, so
-- that a match takes time linear in the length of a line, whatever it holds.

local lpeg = require "lpeg"
lpeg.setmaxstack(20000) -- comments may be nested
local P, R, S, V, C, Cmt = lpeg.P, lpeg.R, lpeg.S, lpeg.V, lpeg.C, lpeg.Cmt

local digit, alpha = R "09", R("az", "AZ")
local alphanum, hex = digit + alpha, R("09", "af", "AF")
local blank = S " \t"
local lws, sws = blank ^ 1, blank ^ 0

local function any_case(word)
    local pattern = P(true)
    for letter in word:gmatch "." do
        pattern = pattern * S(letter:lower() .. letter:upper())
    end
    return pattern
end

-- Digits that make a number up to a limit.
local function number(limit)
    return Cmt(C(digit ^ 1), function(_, _, digits)
        return #digits:gsub("^0+", "") < 16 and tonumber(digits) <= limit
    end)
end
local uint8, uint16, uint31, uint32 = number(255), number(65535), number(2147483647), number(4294967295)

-- UTF-8 without its control characters, overlong forms and surrogates.
local tail = R "\128\191"
local utf8 = P "\194" * R "\160\191" + R "\195\223" * tail
    + P "\224" * R "\160\191" * tail + P "\237" * R "\128\159" * tail + (R "\225\236" + R "\238\239") * tail * tail
    + P "\240" * R "\144\191" * tail * tail + R "\241\243" * tail * tail * tail + P "\244" * R "\128\143" * tail * tail

local token_sign = alphanum + S "-.!%*_+`'~"
local token = token_sign ^ 1
local word = (token_sign + S "()<>:\\\"/[]?{}") ^ 1
local text = (R "!~" + blank + utf8) ^ 0
local escape = P "\\" * R("\0\9", "\11\12", "\14\127")
local quoted = P '"' * (S "! \t" + R("#[", "]~") + utf8 + escape) ^ 0 * P '"'
local comment = P { "(" * (V(1) + S "! \t" + R("\"'", "*[", "]~") + utf8 + escape) ^ 0 * ")" }

local semi, comma, equal, slash, colon = sws * ";" * sws, sws * "," * sws, sws * "=" * sws, sws * "/" * sws, sws * ":" * sws

local function list(item)
    return item * (comma * item) ^ 0
end

-- Hosts.
local label = alphanum ^ 1 * (P "-" ^ 1 * alphanum ^ 1) ^ 0
local host_name = Cmt(C(label * ("." * label) ^ 0), function(_, _, name)
    return name:find "^%a[^.]*$" ~= nil or name:find "%.%a[^.]*$" ~= nil
end) * P "." ^ -1
local ipv4 = Cmt(C(digit ^ 1 * ("." * digit ^ 1) ^ 3), function(_, _, address)
    local parts = 0
    for part in address:gmatch "%d+" do
        if #part > 3 or tonumber(part) > 255 then return false end
        parts = parts + 1
    end
    return parts == 4
end) * -(alphanum + "-" + P "." * alphanum)
local ipv6 = Cmt(C((hex + S ":.") ^ 2), function(_, _, address)
    local short = address:gsub(":(%d+%.%d+%.%d+%.%d+)$", function(last)
        return ipv4:match(last) and ":0:0"
    end)
    local gap = short:find("::", 1, true)
    if short:find "[.]" or short:find ":::" or short:find "^:[^:]" or short:find "[^:]:$" then return false end
    if gap and short:find("::", gap + 2, true) then return false end
    local groups = 0
    for group in short:gmatch "[^:]+" do
        if #group > 4 then return false end
        groups = groups + 1
    end
    return groups == 8 and not gap or groups < 8 and gap ~= nil
end)
local host = ipv4 + host_name + "[" * ipv6 * "]"

-- URIs.
local unreserved = alphanum + S "-_.!~*'()"
local escaped = P "%" * hex * hex
local uri_parameter_sign = unreserved + escaped + S "[]/:&+$"
local uri_parameters = (";" * uri_parameter_sign ^ 1 * ("=" * uri_parameter_sign ^ 1) ^ -1) ^ 0
local uri_header_sign = unreserved + escaped + S "[]/?:+$"
local uri_header = uri_header_sign ^ 1 * "=" * uri_header_sign ^ 0
local uri_headers = ("?" * uri_header * ("&" * uri_header) ^ 0) ^ -1
local phone = P "+" * S "-.()" ^ 0 * digit * (digit + S "-.()") ^ 0 + (hex + S "*#-.()") ^ 1
local scheme = alpha * (alphanum + S "+-.") ^ 0
local known_scheme = (any_case "sip" * S "sS" ^ -1 + any_case "tel") * ":"

-- A URI whose user part may hold these signs, and what may follow a SIP URI's host and a number.
local function uri(signs, parameters, headers)
    local user = (unreserved + escaped + S "&=+$/" + S(signs)) ^ 1
    local password = (unreserved + escaped + S "&=+$" + S((signs:gsub("[;?]", "")))) ^ 0
    local sip = any_case "sip" * S "sS" ^ -1 * ":" * (user * (":" * password) ^ -1 * "@") ^ -1 * host * (":" * uint16) ^ -1
    local other = scheme * ":" * (unreserved + escaped + S "/:@&=+$" + S(signs)) ^ 1
    return sip * parameters * headers + any_case "tel:" * phone * parameters + (other - known_scheme)
end
local request_uri = uri(",;?", uri_parameters, P(true))
local full_uri = uri(",;?", uri_parameters, uri_headers)
-- Without angle brackets, comma, semicolon and question mark belong to the header field.
local bare_uri = uri("", P(true), P(true))

-- Parameters: any, but those in a table only with the value that it gives, and none that begins with one of `taken`.
-- An IPv6 address may be a value too; media nodes cannot read one, and would not answer.
local value = token + quoted
local function parameters(known, taken)
    local special, names = P(false), taken or P(false)
    for name, pattern in pairs(known or {}) do
        local named = any_case(name) * -token_sign
        special, names = special + named * pattern, names + named
    end
    return (semi * (special + (token - names) * (equal * value) ^ -1)) ^ 0
end

local display_name = quoted * sws + token * (lws * token) ^ 0 * sws
local name_addr = display_name ^ -1 * "<" * full_uri * ">"
local function address(known)
    return (name_addr + bare_uri) * parameters(known)
end

local tagged = address { tag = equal * token }
-- Of transports that it does not know Kamailio reads these only, and it stumbles over names that begin with these.
local transport = (alpha - S "CcDdIiLlPp") * (alpha + "-") ^ 0
local taken = any_case "ttl" + any_case "maddr" + any_case "received" + any_case "branch" + any_case "rport"
local function via(protocol)
    return protocol * slash * transport * lws * host * (colon * uint16) ^ -1 * parameters({
        ttl = equal * uint8,
        maddr = equal * host,
        received = equal * (ipv4 + ipv6 + "[" * ipv6 * "]"),
        branch = equal * token,
        rport = (equal * uint16) ^ -1,
    }, taken)
end
local qvalue = P "0" * (P "." * digit ^ -3) ^ -1 + P "1" * (P "." * P "0" ^ -3) ^ -1
local contact = address { q = equal * qvalue, expires = equal * uint32 }
local call_id = word * ("@" * word) ^ -1
local media_type = token * slash * token * (semi * token * equal * (token + quoted)) ^ 0
local media_range = token * slash * token * parameters()
local info = list("<" * full_uri * ">" * parameters())
local route = list(name_addr * parameters())
local product = token * (slash * token) ^ -1 + comment
local products = product * (lws * product) ^ 0
local credentials = token * lws * list(token * equal * (token + quoted))
local function one_of(words)
    local pattern = P(false)
    for each in words:gmatch "%S+" do
        pattern = pattern + each
    end
    return pattern
end
local two = digit * digit
local date = one_of "Mon Tue Wed Thu Fri Sat Sun" * ", " * two * " "
    * one_of "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec" * " " * two * two * " " * two * ":" * two * ":" * two * " GMT"

local grammar = {
    -- A request's method, URI and version.
    request_line = C(token) * " " * C(request_uri) * " " * any_case "sip" * "/" * C(digit ^ 1 * "." * digit ^ 1) * -1,
    -- A reply's status and reason phrase, which may be of any signs here.
    status_line = any_case "sip" * "/2.0 " * C(R "16" * two) * (" " * C(P(1) ^ 0) + C "" * -1),
    reason = (unreserved + escaped + S ";/?:@&=+$, \t" + utf8) ^ 0 * -1,
    -- A header field's name and value, of any signs here.
    field = C(token) * sws * ":" * sws * C((sws * (1 - blank) ^ 1) ^ 0),
    -- The beginning of a Via that a reply may go by.
    via = C(via(token * slash * token)),
    method = uint31 * lws * C(token) * -1,
    text = text * -1,
    titles = {},
}

local function fields(patterns)
    local kind = {}
    for title, pattern in pairs(patterns) do
        kind[title:lower()] = pattern * -1
        grammar.titles[title:lower()] = title
    end
    return kind
end

-- What a message cannot be understood without.
grammar.needed = fields {
    ["Via"] = list(via(any_case "sip" * slash * "2.0")),
    ["From"] = tagged,
    ["To"] = tagged,
    ["Call-ID"] = call_id,
    ["CSeq"] = uint31 * lws * token,
    ["Max-Forwards"] = uint8,
    ["Contact"] = P "*" * -1 + list(contact),
    ["Route"] = route,
    ["Record-Route"] = route,
    ["Content-Length"] = uint32,
    ["Content-Type"] = media_type,
    ["Content-Encoding"] = list(token),
    ["Content-Disposition"] = token * parameters(),
    ["Require"] = list(token),
    ["Proxy-Require"] = list(token),
    ["Expires"] = uint32,
    ["Event"] = token * parameters(),
    ["Replaces"] = call_id * parameters { ["to-tag"] = equal * token, ["from-tag"] = equal * token },
    ["Refer-To"] = address(),
    ["RAck"] = uint32 * lws * uint31 * lws * token,
    ["RSeq"] = uint32,
}

-- What it can be understood without (RFC 3261, 8.2).
grammar.useful = fields {
    ["Accept"] = list(media_range) ^ -1,
    ["Accept-Encoding"] = list(token * parameters()) ^ -1,
    ["Accept-Language"] = list(token * parameters()) ^ -1,
    ["Alert-Info"] = info,
    ["Allow"] = list(token) ^ -1,
    ["Allow-Events"] = list(token),
    ["Authentication-Info"] = list(token * equal * (token + quoted)),
    ["Authorization"] = credentials,
    ["Call-Info"] = info,
    ["Content-Language"] = list(token),
    ["Date"] = date,
    ["Diversion"] = list(address()),
    ["Error-Info"] = info,
    ["History-Info"] = list(name_addr * parameters()),
    ["In-Reply-To"] = list(call_id),
    ["MIME-Version"] = digit ^ 1 * "." * digit ^ 1,
    ["Min-Expires"] = uint32,
    ["Min-SE"] = uint32 * parameters(),
    ["Organization"] = text,
    ["Priority"] = token,
    ["Proxy-Authenticate"] = credentials,
    ["Proxy-Authorization"] = credentials,
    ["Reason"] = list(token * parameters()),
    ["Referred-By"] = address(),
    ["Reply-To"] = address(),
    ["Retry-After"] = uint32 * (sws * comment) ^ -1 * parameters(),
    ["Server"] = products,
    ["Session-Expires"] = uint32 * parameters(),
    ["Subject"] = text,
    ["Subscription-State"] = token * parameters(),
    ["Supported"] = list(token) ^ -1,
    ["Timestamp"] = digit ^ 1 * ("." * digit ^ 0) ^ -1 * (lws * digit ^ 0 * ("." * digit ^ 0) ^ -1) ^ -1,
    ["Unsupported"] = list(token),
    ["User-Agent"] = products,
    ["Warning"] = list(digit * two * " " * (host * (":" * uint16) ^ -1 * #P " " + token) * " " * quoted),
    ["WWW-Authenticate"] = credentials,
}

-- Who calls, and whether that may be shown.
grammar.identity = fields {
    ["Privacy"] = token * ((semi + comma) * token) ^ 0,
    ["P-Asserted-Identity"] = list(address()),
    ["P-Preferred-Identity"] = list(address()),
    ["Remote-Party-ID"] = list(address()),
}

local function set(names)
    local set = {}
    for name in names:gmatch "%S+" do
        set[name] = true
    end
    return set
end

-- Fields that a message has once.
grammar.single = set [[
    from to call-id cseq max-forwards content-length content-type content-disposition expires event replaces refer-to rack rseq
    date mime-version min-expires min-se session-expires priority referred-by reply-to retry-after server user-agent
    subscription-state timestamp organization subject
]]

-- Short names of fields.
grammar.short = {
    a = "accept-contact", b = "referred-by", c = "content-type", d = "request-disposition", e = "content-encoding", f = "from",
    i = "call-id", k = "supported", l = "content-length", m = "contact", o = "event", r = "refer-to", s = "subject", t = "to",
    u = "allow-events", v = "via", x = "session-expires",
}

return grammar
