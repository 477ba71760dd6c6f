import Foundation

/// What wrk saw of a window of load.
struct WrkResult: Decodable, Sendable {
    let requests: Int
    let seconds: Double
    /// In milliseconds.
    let p50: Double
    let p99: Double
    /// Answers with a status from 400 on.
    let refused: Int
    /// Connections that broke, and requests that got no answer in time.
    let broken: Int
}

/// wrk, the load generator, posting tasks that nobody has posted before.
struct Wrk: Sendable {
    let folder: String

    /// - Parameter label: part of each task's name, unlike that of any other run on this database.
    func run(on url: String, connections: Int, seconds: Int, label: String) async throws -> WrkResult {
        let script = "\(folder)/\(label).lua"
        try Self.script(label: label).write(toFile: script, atomically: false, encoding: .utf8)
        let program = Program(
            "wrk", ["-t1", "-c\(connections)", "-d\(seconds)s", "--timeout", "10s", "-s", script, url]
        )
        let output = try await program.output(within: .seconds(seconds + 30))
        guard let line = output.split(separator: "\n").last(where: { $0.hasPrefix("{") }) else {
            throw BenchError("wrk did not say what it saw: \(output)")
        }
        let result = try WrkResult(json: String(line))
        guard result.requests > 0, result.refused == 0, result.broken == 0 else {
            throw RejectedRound(
                reason: "\(result.requests) answers, \(result.refused) refused, \(result.broken) connections broken"
            )
        }
        return result
    }

    /// The user names run through all 32-bit numbers in an order of their own (a full period of a linear congruential
    /// generator), so that each task's place in an index has nothing to do with the place of the one before.
    private static func script(label: String) -> String {
        let body = #"{"username":"u%08x","repository":"\#(label)"}"#
        let length = body.utf8.count - "%08x".utf8.count + 8
        return #"""
            local head = "POST /tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
              .. "Content-Length: \#(length)\r\n\r\n"
            local number = \#(UInt32.random(in: 0 ... .max))
            request = function()
              number = (number * 1664525 + 1013904223) % 4294967296
              return head .. string.format('\#(body)', number)
            end
            done = function(summary, latency, requests)
              local errors = summary.errors
              io.write(string.format('{"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"refused":%d,"broken":%d}\n',
                summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
                errors.status, errors.connect + errors.read + errors.write + errors.timeout))
            end
            """#
    }
}
