-- SPDX-License-Identifier: Apache-2.0
-- What wrk sends, and what it says at the end. Environment:
--   BENCH_BODY     file with the request's body; none: GET
--   BENCH_HEADERS  "Name: value" lines
--   BENCH_USERS    as many users take turns, each with a Basic header
local encode = function(text)
    local set = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    local out = {}
    for i = 1, #text, 3 do
        local a, b, c = text:byte(i, i + 2)
        local n = a * 65536 + (b or 0) * 256 + (c or 0)
        for j = 0, 3 do
            local digit = math.floor(n / 64 ^ (3 - j)) % 64 + 1
            out[#out + 1] = (j == 2 and not b or j == 3 and not c) and "=" or set:sub(digit, digit)
        end
    end
    return table.concat(out)
end

local file = os.getenv("BENCH_BODY")
if file then
    local handle = assert(io.open(file, "rb"))
    wrk.method = "POST"
    wrk.body = handle:read("*a")
    handle:close()
end
for name, value in (os.getenv("BENCH_HEADERS") or ""):gmatch("([^:\n]+): ([^\n]*)") do
    wrk.headers[name] = value
end

local users = tonumber(os.getenv("BENCH_USERS") or 0)
if users > 0 then
    local requests, next = {}, 0
    function init()
        for i = 1, users do
            wrk.headers["Authorization"] = "Basic " .. encode("user" .. i .. ":secret")
            requests[i] = wrk.format()
        end
    end
    function request()
        next = next % users + 1
        return requests[next]
    end
end

function done(summary, latency)
    io.stdout:write(string.format(
        '\n{"requests":%d,"us":%d,"errors":%d,"refused":%d,"p50":%d,"p99":%d,"max":%d}\n', summary.requests,
        summary.duration,
        summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
        summary.errors.status,
        latency:percentile(50), latency:percentile(99), latency.max))
end
