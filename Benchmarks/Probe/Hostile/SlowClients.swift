import Loopback

/// Many connections at once that never end what they begin: slowloris, for heads and for bodies.
struct SlowClients {
    let port: Int
    let token: String
    let count: Int

    /// Drips a byte now and then until the daemon has had enough, which must be within `patience`.
    func run(_ tally: HostileTally, patience: Duration) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for number in 0..<count {
                group.addTask {
                    let request = request(number, for: patience)
                    let answer = try await RawClient.talk(to: port, request.steps, patience: patience)
                    tally.note(
                        "slow", answer, isRight: answer.statuses == [408] && answer.isClosed, request: "\(number)")
                }
            }
        }
    }

    /// Right as far as it goes, so that only the time is wrong with it.
    private func request(_ number: Int, for patience: Duration) -> HostileRequest {
        let post = "POST /tasks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
        let beginnings = [
            ("GET /", "a"), ("GET /livez HTTP/1.1\r\nHost: a\r\nX: ", "a"),
            ("\(post)Content-Length: 60000\r\n\r\n", " "), ("\(post)Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"),
        ]
        let (start, drop) = beginnings[number % beginnings.count]
        let drip: [RawClient.Step] = [.pause(.milliseconds(500)), .send(drop)]
        var request = HostileRequest([])
        request.steps =
            [.send(start)] + Array(repeating: drip, count: Int(patience / .milliseconds(500))).flatMap { $0 }
        return request
    }
}
