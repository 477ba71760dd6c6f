import Foundation
import Loopback
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WireTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    /// What a client hears that asks by a wire with this trouble.
    private func ask(
        by trouble: Wire.Trouble?, patience: Duration = .seconds(5)
    ) async throws -> (answer: RawAnswer, requests: Int) {
        let (wire, receiver) = (Wire(), LoopbackReceiver())
        wire.trouble = trouble
        let answer = try await receiver.serve { url in
            try await wire.serve(to: try #require(URL(string: url)?.port)) { port in
                try await RawClient.talk(to: port, [.send(Self.request)], patience: patience)
            }
        }
        return (answer, receiver.log.count)
    }

    @Test func `without trouble every byte gets through, and as one that drips`() async throws {
        for trouble in [nil, Wire.Trouble.drip(every: .milliseconds(1))] {
            let (answer, requests) = try await ask(by: trouble, patience: .seconds(10))
            #expect(answer.statuses == [200] && requests == 1)
        }
    }

    @Test(arguments: [Wire.End.close, .halfClose, .reset], [0, 12])
    func `an answer ends behind as many bytes as it is told`(end: Wire.End, bytes: Int) async throws {
        let (answer, requests) = try await ask(by: .cut(after: bytes, by: end))
        #expect("HTTP/1.1 200".prefix(bytes).hasPrefix(answer.text) && answer.isClosed && requests == 1)
    }

    @Test func `a connection that is hung up, or silent, leads nowhere`() async throws {
        let (hungUp, none) = try await ask(by: .hangUp)
        #expect(hungUp.isClosed && hungUp.bytes.isEmpty && none == 0)
        let (silent, nothing) = try await ask(by: .silence, patience: .milliseconds(300))
        #expect(!silent.isClosed && silent.bytes.isEmpty && nothing == 0)
    }
}
