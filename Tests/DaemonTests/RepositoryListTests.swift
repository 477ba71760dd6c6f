import ArgumentParser
import Foundation
import Jobs
import TestSupport
import Testing

@testable import Daemon

/// `hookme enqueue -f FILE`.
struct RepositoryListTests {
    @Test func `a file has one repository on a line, and comments`() throws {
        let text = "# mine\noctocat/Hello-World\r\n\n  torvalds/linux  # large\n"
        let names = try RepositoryList.parse(text, from: "a.txt")
        #expect(names.map { "\($0)" } == ["octocat/Hello-World", "torvalds/linux"])
    }

    @Test(arguments: ["octocat", "octocat/", "/Hello-World", "octocat/Hello/World", "-a/b", "a/..", "a b/c"])
    func `a line that is none is told with its number`(line: String) throws {
        let failure = #expect(throws: Failure.self) {
            try RepositoryList.parse("a/b\n\(line)\n", from: "a.txt")
        }
        #expect(failure?.code == .notUsable)
        #expect(failure?.line.hasPrefix("a.txt, line 2: '\(line)' is no OWNER/REPOSITORY: ") == true)
    }

    @Test func `a file that is far too long is not read whole, nor a long line said back`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("a.txt")
        #expect(FileManager.default.createFile(atPath: path, contents: nil) && truncate(path, 1 << 40) == 0)
        let large = #expect(throws: Failure.self) { try RepositoryList.read(path) }
        #expect(large?.line == "\(path) has more than 16.0 MiB: split it")
        let long = String(repeating: "x", count: 1 << 20)
        let failure = #expect(throws: Failure.self) { try RepositoryList.parse(long, from: "a.txt") }
        #expect((failure?.line.count ?? .max) < 200)
        #expect(try RepositoryList.parse("\u{FEFF}octocat/a", from: "a.txt").count == 1)
        #expect(try RepositoryList.read("/dev/null").isEmpty)
    }

    @Test func `no more are taken than one transaction should have, and a file that is not there is told`() throws {
        let many = String(repeating: "a/b\n", count: RepositoryList.most + 1)
        #expect(throws: Failure.self) { try RepositoryList.parse(many, from: "a.txt") }
        let failure = #expect(throws: Failure.self) { try RepositoryList.read("/nowhere/a.txt") }
        #expect(failure?.code == .noInput)
    }

    @Test func `batches hold no more than the API takes, and all of them in their order`() throws {
        let url = "https://example.com/" + String(repeating: "x", count: 1900)
        let tasks = try (0..<2500).map { number in
            try TaskOptions.parse(["--webhook-url", url]).request(
                for: RepositoryName(username: "a", repository: "r\(number)"))
        }
        let bodies = try TaskBatches.bodies(of: tasks)
        #expect(bodies.allSatisfy { $0.count <= 1 << 20 })
        let text = bodies.map { String(decoding: $0, as: UTF8.self) }.joined()
        let numbers = text.matches(of: /"r([0-9]+)"/).compactMap { Int($0.1) }
        #expect(numbers == Array(0..<2500))
        let small = try (0..<2500).map { number in
            try TaskOptions.parse([]).request(for: RepositoryName(username: "a", repository: "r\(number)"))
        }
        #expect(try TaskBatches.bodies(of: small).count == 3)
        #expect(try TaskBatches.bodies(of: []).isEmpty)
    }
}
