import Foundation
import Loopback
import TestSupport
import Testing

/// The commands beside a running daemon, in its database and by its API: what they say is the same.
@Suite(.timeLimit(.minutes(2)))
struct CommandTests {
    enum Way: String, CaseIterable {
        case database
        case api
    }

    private func hookme(
        _ arguments: String..., by way: Way, on world: World, _ daemon: DaemonProcess, input: String = "",
        settings: [String: String] = [:]
    ) async throws -> ProgramResult {
        let place = way == .database ? ["DATABASE_PATH": world.database] : ["HOOKME_URL": daemon.baseURL]
        return try await run(
            hookmeProgram(), arguments, environment: place.merging(settings) { $1 }, input: input)
    }

    private static func world(_ body: (World) async throws -> Void) async throws {
        let names = ["one", "two", "three"]
        try await World.run(
            github: LoopbackGitHub(repositories: names.enumerated().map { .small($1, id: $0 + 1) }), body)
    }

    @Test(arguments: Way.allCases)
    func `tasks are enqueued, waited for, listed, shown and explained`(way: Way) async throws {
        try await Self.world { world in
            try await world.withDaemon { daemon in
                let enqueued = try await hookme(
                    "enqueue", "octocat/one", "-f", "-", "--wait", "--delay", "0", by: way, on: world, daemon,
                    input: "octocat/two # the second\n\noctocat/ONE\n")
                #expect(enqueued.status == 0 && enqueued.errors.isEmpty, "\(enqueued)")
                let lines = Set(enqueued.output.split(separator: "\n"))
                for line in [
                    "job 1 octocat/one is queued, due now", "job 2 octocat/two is queued, due now",
                    "job 1 octocat/one is queued already", "job 1 octocat/one is completed",
                    "job 2 octocat/two is completed",
                ] { #expect(lines.contains(Substring(line)), "\(enqueued.output)") }
                #expect(lines.count == 5)

                let table = try await hookme("jobs", "list", "--state", "completed", by: way, on: world, daemon).output
                let rows = table.split(separator: "\n")
                #expect(rows.count == 3 && rows[1].hasPrefix(" 2  octocat/two  completed"), "\(table)")
                let last = try await hookme("jobs", "list", "--limit", "1", "--json", by: way, on: world, daemon).output
                let list = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [[String: Any]])
                #expect(list.count == 1 && list[0]["id"] as? Int == 2 && list[0]["state"] as? String == "completed")
                let none = try await hookme("jobs", "list", "--username", "nobody", by: way, on: world, daemon)
                #expect(none.output == "no job\n")

                let shown = try await hookme("jobs", "show", "1", by: way, on: world, daemon).output
                #expect(shown.contains("job 1  octocat/one  completed") && shown.contains("webhook-id"))
                #expect(shown.contains("attempt 1") && shown.contains("answered 20"), "\(shown)")
                let json = try await hookme("jobs", "show", "1", "--json", by: way, on: world, daemon).output
                let task = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
                #expect((task["history"] as? [Any])?.count == 1)

                let explained = try await hookme("jobs", "explain", "2", by: way, on: world, daemon).output
                #expect(explained.contains("It is delivered: the receiver answered with 2xx."))
                #expect(explained.contains("To repeat its delivery") && explained.contains("/tasks/2/payload"))
                let unknown = try await hookme("jobs", "explain", "99", by: way, on: world, daemon)
                #expect(unknown.status == 1 && unknown.errors == "hookme: job 99: there is no such job\n")
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `what keeps a job waiting is told`(way: Way) async throws {
        try await Self.world { world in
            try await world.withDaemon(["SCHEDULE_INTERVAL": "3600000"]) { daemon in
                func explained() async throws -> String {
                    try await hookme("jobs", "explain", "1", by: way, on: world, daemon).output
                }
                _ = try await daemon.post("one")
                let due = try await explained()
                #expect(due.contains("It is accepted, and begins when it is due.\nIt goes on in "), "\(due)")
                #expect(due.contains("Nothing is collected yet"))
                _ = try await hookme("queue", "pause", by: way, on: world, daemon)
                #expect(
                    try await explained().contains("The queue is paused: nothing is begun until somebody resumes it"))
                let stats = try await hookme("stats", by: way, on: world, daemon).output
                #expect(stats.contains("paused since 20") && stats.contains("1 queued, 0 running"), "\(stats)")
                let resumed = try await hookme("queue", "resume", by: way, on: world, daemon).output
                #expect(resumed == "the queue goes on\n")
                #expect(
                    try await hookme("queue", "resume", by: way, on: world, daemon).output
                        == "the queue was not paused\n")
                _ = try await hookme("destinations", "hold", by: way, on: world, daemon)
                #expect(
                    try await hookme("jobs", "retry", "1", by: way, on: world, daemon).output
                        == "job 1 is queued, due now\n")
                while try await daemon.task(1).state != "held" { try await Task.sleep(for: .milliseconds(20)) }
                #expect(try await explained().contains("Somebody holds its destination"))
                let retried = try await hookme("jobs", "retry", "1", by: way, on: world, daemon)
                #expect(
                    retried.status == 1 && retried.errors.hasSuffix(": it goes on once its destination is released\n"))
                #expect(
                    try await hookme("destinations", "release", by: way, on: world, daemon).output
                        == "destination default released: 1 held job goes on\n")
                try await world.delivered(1)
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `a job is cancelled, retried, redelivered and deleted, and what cannot be done is told`(way: Way) async throws
    {
        try await Self.world { world in
            try await world.withDaemon(["SCHEDULE_INTERVAL": "3600000"]) { daemon in
                _ = try await daemon.post("one")
                func jobs(_ verb: String) async throws -> String {
                    let result = try await hookme("jobs", verb, "1", by: way, on: world, daemon)
                    #expect((result.status == 0) == result.errors.isEmpty && result.status <= 1)
                    return result.output + result.errors
                }
                #expect(
                    try await jobs("delete")
                        == "hookme: job 1: the job is queued, and has to be completed or discarded or cancelled\n")
                #expect(try await jobs("cancel") == "job 1 is cancelled\n")
                #expect(try await jobs("redeliver").hasPrefix("hookme: job 1: there is no payload to deliver"))
                #expect(try await jobs("retry") == "job 1 is queued, due now\n")
                _ = try await daemon.logged("job completed")
                #expect(try await jobs("redeliver") == "job 1 is queued to be delivered again\n")
                _ = try await daemon.logged("job completed")
                #expect(try await jobs("delete") == "job 1 is deleted\n")
                #expect(try await jobs("delete") == "hookme: job 1: there is no such job\n")
            }
        }
    }

    @Test func `by the API it is told how many tasks were taken before one request failed`() async throws {
        let (token, entry) = try await AuthenticationTests.make("ci", ["enqueue"])
        try await Self.world { world in
            let settings = ["AUTH_TOKENS": entry, "AUTH_REQUESTS_PER_MINUTE": "1", "SCHEDULE_INTERVAL": "3600000"]
            try await world.withDaemon(settings) { daemon in
                let result = try await hookme(
                    "enqueue", "-f", "-", by: .api, on: world, daemon,
                    input: (0...1000).map { "octocat/r\($0)\n" }.joined(), settings: ["HOOKME_TOKEN": token])
                #expect(result.status == 69 && result.output.isEmpty)
                #expect(result.errors.contains("(1,000 of the 1,001 tasks were answered before"), "\(result)")
                #expect(try await world.count("SELECT count(*) FROM jobs") == 1000)
            }
        }
    }

    @Test func `what cannot be printed is no success`() async throws {
        let result = try await run(
            "/bin/sh", ["-c", "exec \"$0\" config --markdown > /dev/full", hookmeProgram()], environment: [:])
        #expect(result.status == 74)
        #expect(result.errors == "hookme: standard output cannot be written\n")
    }

    @Test func `a reader that has had enough is no failure`() async throws {
        let script = "{ \"$0\" config --markdown; echo $? >&2; } | head -n 1"
        let result = try await run("/bin/sh", ["-c", script, hookmeProgram()], environment: ["PATH": "/usr/bin:/bin"])
        #expect(["0\n", "141\n"].contains(result.errors), "\(result)")
    }

    @Test(arguments: [["job", "list"], ["jobs", "lst"]])
    func `a word that is no command ends with the code of wrong usage`(words: [String]) async throws {
        let result = try await run(hookmeProgram(), words, environment: [:])
        #expect(result.status == 64 && result.output.isEmpty && result.errors.contains("did you mean"), "\(result)")
    }

    @Test func `the doctor tells a wrong configuration as it tells all else`() async throws {
        let result = try await run(hookmeProgram(), ["doctor", "--json"], environment: ["PORT": "x", "WORKERS": "0"])
        let findings = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: String]])
        #expect(result.status == 1 && result.errors.isEmpty && findings.count == 1)
        #expect(findings[0]["subject"] == "configuration" && findings[0]["verdict"] == "problem")
        #expect(findings[0]["text"]?.contains("PORT is 'x'") == true, "\(findings)")
        #expect(findings[0]["text"]?.contains("; WORKERS is '0'") == true, "\(findings)")
    }

    @Test(arguments: Way.allCases)
    func `a destination that no job has is held by force only`(way: Way) async throws {
        try await Self.world { world in
            try await world.withDaemon(["WEBHOOK_ALLOW": "example.com", "SCHEDULE_INTERVAL": "3600000"]) { daemon in
                func verb(_ verb: String, _ more: String...) async throws -> ProgramResult {
                    let place = way == .database ? ["DATABASE_PATH": world.database] : ["HOOKME_URL": daemon.baseURL]
                    return try await run(
                        hookmeProgram(), ["destinations", verb, "https://EXAMPLE.com"] + more, environment: place)
                }
                let refused = try await verb("hold")
                #expect(refused.status == 1 && refused.errors.contains("no job has the destination"), "\(refused)")
                #expect(try await verb("release").status == 1)
                #expect(try await verb("hold", "--force").output == "destination https://EXAMPLE.com held\n")
                #expect(
                    try await verb("release").output == "destination https://EXAMPLE.com released: 0 held jobs go on\n")
                #expect(try await verb("release").output == "destination https://EXAMPLE.com was not held\n")
                _ = try await daemon.post("one", to: "https://example.com/")
                #expect(try await verb("hold").output == "destination https://EXAMPLE.com held\n")
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `a task keeps to the rules of the API`(way: Way) async throws {
        let settings = [
            "WEBHOOK_ALLOW": "example.com", "RATE_LIMIT_MAX_SIMULTANEOUS_JOBS": "1", "SCHEDULE_INTERVAL": "3600000",
        ]
        try await Self.world { world in
            try await world.withDaemon(settings) { daemon in
                func enqueue(_ more: String...) async throws -> ProgramResult {
                    let place = way == .database ? ["DATABASE_PATH": world.database] : ["HOOKME_URL": daemon.baseURL]
                    return try await run(
                        hookmeProgram(), ["enqueue"] + more, environment: place.merging(settings) { $1 })
                }
                let wrong = try await enqueue("octocat/one", "--webhook-url", "https://example.org/")
                #expect(
                    wrong.status == 1
                        && wrong.errors
                            == "hookme: octocat/one: webhook_url is at a host that WEBHOOK_ALLOW does not list\n"
                )
                let first = try await enqueue(
                    "octocat/one", "--webhook-url", "https://example.com", "--priority", "3", "--max-retries", "7")
                #expect(first.output.hasPrefix("job 1 octocat/one is queued, due in "), "\(first)")
                let row = "SELECT destination, priority, max_retries FROM jobs"
                #expect(try await sqlite3(world.database, row) == "https://example.com/|3|7")
                let second = try await enqueue("octocat/two", "octocat/one", "--webhook-url", "https://example.com")
                #expect(second.status == 1 && second.output == "job 1 octocat/one is queued already\n", "\(second)")
                #expect(second.errors.hasPrefix("hookme: octocat/two: "))
                let many = try await enqueue("-f", "/nowhere/list")
                #expect(many.status == 66 && many.errors == "hookme: /nowhere/list cannot be read\n")
            }
        }
    }

    @Test func `a job that is not completed makes who waits for it fail`() async throws {
        try await Self.world { world in
            world.receiver.faults.add(.status(503))
            try await world.withDaemon(["RETRY_MAX_ATTEMPTS": "0"]) { daemon in
                let result = try await hookme("enqueue", "octocat/one", "--wait", by: .api, on: world, daemon)
                #expect(result.status == 1, "\(result)")
                #expect(result.output.contains("job 1 octocat/one is discarded: "))
            }
        }
    }

    @Test func `a token is taken from the environment, and told when it is missing or does not allow it`() async throws
    {
        try await Self.world { world in
            let made = try await run(hookmeProgram(), ["token", "--name", "ci", "--scope", "read"], environment: [:])
            let words = made.output.split(whereSeparator: \.isWhitespace).map(String.init)
            try await world.withDaemon(["AUTH_TOKENS": words[3]]) { daemon in
                func ask(_ verb: String..., token: String?) async throws -> ProgramResult {
                    try await run(
                        hookmeProgram(), verb + ["--url", daemon.baseURL + "/"],
                        environment: token.map { ["HOOKME_TOKEN": $0] } ?? [:])
                }
                let without = try await ask("stats", token: nil)
                #expect(without.status == 77 && without.errors.contains("set HOOKME_TOKEN"), "\(without)")
                let stats = try await ask("stats", "--json", token: words[1])
                #expect(stats.status == 0 && stats.output.contains("\"database_bytes\""), "\(stats)")
                let forbidden = try await ask("queue", "pause", token: words[1])
                #expect(forbidden.status == 77 && forbidden.errors.contains("operate"), "\(forbidden)")
                #expect(!without.errors.contains(words[1]) && !forbidden.errors.contains(words[1]))
            }
            let nobody = try await run(
                hookmeProgram(), ["stats", "--url", "http://127.0.0.1:1"], environment: ["HOOKME_TOKEN": words[1]])
            #expect(nobody.status == 69 && nobody.errors.hasPrefix("hookme: no answer from http://127.0.0.1:1: "))
            let foreign = try await run(hookmeProgram(), ["stats", "--url", world.apiURL], environment: [:])
            #expect(foreign.status == 69, "\(foreign)")
        }
    }

    @Test func `where no daemon runs a job is said to wait for one`() async throws {
        try await Self.world { world in
            try await world.withDaemon(["SCHEDULE_INTERVAL": "0"]) { daemon async throws in
                #expect(
                    try await !hookme("jobs", "list", by: .database, on: world, daemon).output.contains("No daemon"))
            }
            let place = ["DATABASE_PATH": world.database, "SCHEDULE_INTERVAL": "0"]
            let enqueued = try await run(hookmeProgram(), ["enqueue", "octocat/one"], environment: place)
            #expect(enqueued.status == 0)
            let explained = try await run(hookmeProgram(), ["jobs", "explain", "1"], environment: place)
            #expect(explained.output.contains("\n\nIt is due.\nNo daemon has this database"), "\(explained)")
            // Asked so, it does not keep a daemon from starting; and that one finds the task.
            try await world.withDaemon { daemon in
                try await world.delivered(1)
                let again = try await run(hookmeProgram(), ["jobs", "explain", "1"], environment: place)
                #expect(!again.output.contains("No daemon"))
            }
        }
    }

    @Test func `the manual page is one that groff takes`() async throws {
        let page = try await run(hookmeProgram(), ["man"], environment: [:])
        #expect(page.status == 0 && page.output.hasPrefix(".TH \"HOOKME\" \"1\""))
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/groff") else { return }
        let groff = try await run("groff", ["-man", "-Tutf8", "-ww", "-z"], input: page.output)
        #expect(groff.status == 0 && groff.errors.isEmpty, "\(groff.errors)")
    }
}
