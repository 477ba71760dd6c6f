import ArgumentParser
import Foundation
import Jobs
import TestSupport
import Testing

@testable import Daemon

/// `hookme help`, `hookme man`, and what a shell completes.
struct ManualTests {
    /// Every command, with the words that lead to it.
    private static func commands(
        _ type: any ParsableCommand.Type = Hookme.self, _ path: [String] = []
    ) -> [(path: [String], type: any ParsableCommand.Type)] {
        type.configuration.subcommands.flatMap { command in
            [(path + [command._commandName], command)] + commands(command, path + [command._commandName])
        }
    }

    @Test func `every command says what it does, and shows how it is typed`() {
        #expect(Self.commands().count > 20)
        for (path, command) in Self.commands() {
            let name = path.joined(separator: " ")
            #expect(!command.configuration.abstract.isEmpty, "\(name)")
            #expect(command.configuration.discussion.contains("hookme \(path[0])"), "\(name)")
        }
    }

    @Test func `every example can be typed`() throws {
        for (path, command) in Self.commands() {
            for line in command.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
                guard let example = line.split(separator: "|").last(where: { $0.contains("hookme ") }) else { continue }
                let words = example.split(separator: " ").drop { $0 != "hookme" }.dropFirst()
                    .prefix { $0 != ">" && $0 != "man" }.map(String.init)
                guard path[0] != "verify", path[0] != "listen", path[0] != "test-delivery" else { continue }
                #expect(throws: Never.self, "\(line)") { try Hookme.parseAsRoot(words) }
            }
        }
    }

    @Test func `no example is broken by a terminal of 80 columns`() {
        for (path, command) in Self.commands() + [([], Hookme.self)] {
            for line in command.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
                #expect(line.count <= 80, "\(path): \(line)")
            }
        }
    }

    @Test(arguments: [
        (["job", "list"], "there is no command 'hookme job': did you mean 'hookme jobs'? (hookme --help lists them)"),
        (["jobs", "retyr", "7"], "there is no command 'hookme jobs retyr': did you mean 'hookme jobs retry'?"),
        (["frobnicate"], "there is no command 'hookme frobnicate' (hookme --help lists them)"),
    ])
    func `a word that is no command is told, with the one that was meant`(words: [String], sentence: String) {
        #expect(UnknownCommand(in: words)?.sentence.hasPrefix(sentence) == true)
    }

    @Test(arguments: [[], ["--version"], ["help", "jobz"], ["jobs", "list"], ["enqueue", "a/b"], ["jobs", "-h"]])
    func `what is a command is none of those`(words: [String]) {
        #expect(UnknownCommand(in: words) == nil)
    }

    @Test(arguments: [
        (["jobs", "list", "--state", "broken"], "discarded"), (["jobs", "list", "--repository", "a"], "--username"),
        (["jobs", "list", "--limit", "0"], "100000"),
        (["jobs", "list", "--created-after", "now"], "2026-11-27T22:44:04Z"),
        (["jobs", "show"], "<id>"), (["jobs", "explain", "x"], "<id>"), (["enqueue"], "OWNER/REPOSITORY"),
        (["enqueue", "a"], "OWNER/REPOSITORY"), (["enqueue", "a/b", "--priority", "9"], "3"),
        (["enqueue", "a/b", "--delay", "9999999999999"], "31536000000"),
        (["enqueue", "a/b", "--max-retries", "1001"], "1000"),
        (["stats", "--url", "localhost:4001"], "http://127.0.0.1:4001"),
        (["queue", "pause", "--url", "http://user:pass@example.com"], "HOOKME_TOKEN"),
        (["destinations", "hold", "nonsense"], "default"), (["test-delivery", "example.com/hook"], "http or https"),
        (["enqueue", "https://github.com/octocat/Hello-World.git"], "write octocat/Hello-World"),
    ])
    func `wrong use is told what is right`(arguments: [String], words: String) {
        do {
            _ = try Hookme.parseAsRoot(arguments)
            Issue.record("\(arguments) was taken")
        } catch {
            #expect(Hookme.exitCode(for: error) == .validationFailure)
            #expect(Hookme.message(for: error).contains(words), "\(Hookme.fullMessage(for: error))")
        }
    }

    @Test func `the manual page has every command, every option and every key`() throws {
        let page = try ManualPage(of: Hookme.self).roff
        for (path, _) in Self.commands() {
            #expect(page.contains(".SS \"hookme " + Roff.escaped(path.joined(separator: " "))), "\(path)")
        }
        for setting in Setting.allCases { #expect(page.contains("\\fB\(setting.rawValue)\\fR"), "\(setting)") }
        for code in Failure.Code.allCases { #expect(page.contains("\\fB\(code.rawValue)\\fR"), "\(code)") }
        #expect(page.contains(#"\fB\-\-created\-after CREATED\-AFTER\fR"#))
        #expect(page.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func `nothing in the page is taken for a request that is not one`() {
        var roff = Roff()
        roff.prose(".SH no\n'x\n\n  a\\b\nafter – it")
        #expect(
            roff.text == """
                \\&.SH no
                \\(aqx
                .PP
                .PP
                .RS 4
                .nf
                a\\eb
                .fi
                .RE
                after \\[u2013] it

                """)
    }

    @Test func `a shell completes verbs and states`() async throws {
        let script = Hookme.completionScript(for: .bash)
        let directory = try TemporaryDirectory()
        func completions(_ words: String...) async throws -> Set<String> {
            let line = (["hookme"] + words).map { "'\($0)'" }.joined(separator: " ")
            let program = """
                \(script)
                COMP_WORDS=(\(line)); COMP_CWORD=\(words.count); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
                _hookme hookme "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"; printf '%s\\n' "${COMPREPLY[@]}"
                """
            let result = try await run("bash", ["-c", program], environment: ["HOME": directory.file("")])
            #expect(result.status == 0, "\(result)")
            return Set(result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        }
        #expect(try await completions("jo") == ["jobs"])
        #expect(try await completions("jobs", "re") == ["redeliver", "retry"])
        #expect(try await completions("jobs", "list", "--state", "") == Set(JobState.allCases.map(\.rawValue)))
        #expect(try await completions("destinations", "ho") == ["hold"])
    }
}
