import AsyncHTTPClient
import Foundation
import Loopback
import NIOCore
import NIOHTTP1
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MadeBodyTests {
    private let receiver = LoopbackReceiver()

    @Test(arguments: [(false, nil), (true, "20000001")] as [(Bool, String?)])
    func `a flood has its size, whether it tells it or not`(declaresSize: Bool, contentLength: String?) async throws {
        receiver.faults.add(.flood(bytes: 20_000_001, declaresSize: declaresSize))
        try await withClient(of: receiver) { client in
            let response = try await client.open("/")
            #expect(response.status == .ok)
            #expect(response.headers.first(name: "content-type") == "application/json; charset=utf-8")
            #expect(response.headers.first(name: "content-length") == contentLength)
            var size = 0
            for try await piece in response.body { size += piece.readableBytes }
            #expect(size == 20_000_001)
        }
    }

    @Test func `a client may leave a flood`() async throws {
        receiver.faults.add(.flood(bytes: .max), times: 1)
        try await withClient(of: receiver) { client in
            await #expect(throws: NIOTooManyBytesError.self) { try await client.get("/") }
            let next = try await client.get("/")
            #expect(next.status == 200)
        }
    }

    @Test func `a drip comes byte by byte, each after a pause`() async throws {
        receiver.faults.add(.drip(bytes: 4, every: .milliseconds(10)))
        try await withClient(of: receiver) { client in
            let start = ContinuousClock.now
            let response = try await client.open("/")
            var pieces: [Int] = []
            for try await piece in response.body { pieces.append(piece.readableBytes) }
            #expect(pieces.reduce(0, +) == 4)
            #expect(ContinuousClock.now - start >= .milliseconds(30))
        }
    }

    @Test func `a client may leave a drip`() async throws {
        receiver.faults.add(.drip(bytes: .max, every: .milliseconds(1)), times: 1)
        try await withClient(of: receiver) { client in
            for try await _ in try await client.open("/").body { break }
            let next = try await client.get("/")
            #expect(next.status == 200)
        }
        #expect(receiver.log.exchanges.map(\.status) == [200, 200])
    }

    @Test func `an answer may have hundreds of large headers`() async throws {
        let headers = (1...200).map { ("x-large-\($0)", String(repeating: "x", count: 2000)) }
        let answer = LoopbackAnswer(status: 200, headers: Dictionary(uniqueKeysWithValues: headers), body: "{}")
        receiver.faults.add(.answer(answer))
        try await withClient(of: receiver) { client in
            let reply = try await client.get("/")
            #expect(reply.headers.filter { $0.name.hasPrefix("x-large-") && $0.value.utf8.count == 2000 }.count == 200)
            #expect(reply.text == "{}")
        }
    }

    @Test func `GitHub's headers are with a flood too, and it costs nothing`() async throws {
        let github = LoopbackGitHub(budget: .init(limit: 60))
        github.faults.add(.flood(bytes: 10))
        try await withClient(of: github) { client in
            let reply = try await client.get("/users/octocat")
            #expect(reply["x-ratelimit-remaining"] == "60")
            #expect(reply.body == Array(repeating: UInt8(ascii: " "), count: 10))
        }
        #expect(github.pointsSpent == 0)
    }
}

extension LoopbackClient {
    /// The head of an answer; what becomes of the body is the caller's affair.
    fileprivate func open(_ target: String) async throws -> HTTPClientResponse {
        try await http.execute(HTTPClientRequest(url: baseURL + target), timeout: .seconds(30))
    }
}
