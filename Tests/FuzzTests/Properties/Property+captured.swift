import Foundation
import Jobs
import Outbound

@testable import Daemon

extension Property {
    /// Files that somebody hands to a command: a captured request, also compressed, a list of repositories, a configuration.
    static let captured = Property("captured") { input in
        try checkGzip(input)
        if let request = successful({ () throws(CapturedRequestError) in try CapturedRequest(input) }) {
            try require(
                Array(input.suffix(request.body.count)) == request.body, "a body is the end of what was captured")
            _ = (request.content, request.promisedLength)
        }
        let names: [RepositoryName]
        do throws(Failure) {
            names = try RepositoryList.parse(input.text, from: "list")
        } catch {
            try require(error.line.isOneLine, "what is wrong with a list is one line")
            names = []
        }
        for name in names {
            let again = successful { () throws(InvalidName) in try RepositoryList.name("\(name)") }
            try require(again == name, "a repository that is written is the one that was read")
        }
        let file = ConfigurationFile(input.text, path: "file")
        for problem in file.problems { try require(problem.isOneLine, "a problem is one line: \(problem)") }
    }

    private static func checkGzip(_ input: [UInt8]) throws {
        let limit = 1 << 20
        if let content = Gzip.inflate(input, limit: limit) {
            try require(content.count <= limit, "nothing becomes longer than it may")
        }
        let compressed = Gzip.compress(input)
        try require(
            Gzip.inflate(compressed, limit: max(limit, input.count)) == input, "what is inflated is what was compressed"
        )
        try require(Gzip.compress(input) == compressed, "the same is compressed to the same")
        if !input.isEmpty {
            try require(Gzip.inflate(compressed, limit: input.count - 1) == nil, "a limit is one")
            try require(Gzip.inflate(compressed.dropLast(), limit: limit) == nil, "half of it is nothing")
        }
    }
}

extension Gzip {
    fileprivate static func inflate(_ bytes: ArraySlice<UInt8>, limit: Int) -> [UInt8]? {
        inflate(Array(bytes), limit: limit)
    }
}
