import AsyncHTTPClient
import Foundation
import Synchronization

@testable import Outbound

/// A resolver that knows a few names, and remembers what it was asked.
final class Names: Sendable {
    /// What each name leads to: the first answer once, the last for good.
    private let answers: Mutex<[String: [[String]]]>
    private let questions = Mutex<[String]>([])

    init(_ names: [String: [String]]) {
        answers = Mutex(names.mapValues { [$0] })
    }

    init(changing names: [String: [[String]]]) {
        answers = Mutex(names)
    }

    var asked: [String] { questions.withLock { $0 } }

    func ask(_ name: String) {
        questions.withLock { $0.append(name) }
    }

    var resolve: HostResolver {
        { name throws(OutboundError) in
            self.ask(name)
            let found = self.answers.withLock { answers in
                let first = answers[name]?.first
                if let rest = answers[name]?.dropFirst(), !rest.isEmpty { answers[name] = Array(rest) }
                return first
            }
            guard let found else { throw .unreachable("DNS does not know the host name") }
            return found.compactMap { IPAddress($0) }
        }
    }
}

extension GuardedClient {
    init(_ list: String, _ names: Names = Names([:]), _ configuration: HTTPClient.Configuration = .outbound()) throws {
        self.init(DestinationPolicy(try AllowList(list)), resolve: names.resolve, configuration: configuration)
    }
}
