-- Asks for each of the addresses in a file in turn, one "host path" a line. After "--": the file, and a header to add or nothing.
local requests, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local host, path = line:match("^(%S+) (%S+)$")
    local headers = { ["Host"] = host, ["Accept-Encoding"] = "gzip, deflate, br" }
    if arguments[2] then headers[arguments[2]] = "1" end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
