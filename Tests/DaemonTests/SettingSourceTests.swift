import Foundation
import TestSupport
import Testing

@testable import Daemon

struct SettingSourceTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Writes a file and returns its path.
    private func file(_ name: String, _ text: String) throws -> String {
        let path = directory.file(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func text(
        of setting: Setting, _ environment: [String: String], file: String? = nil
    ) throws -> String? {
        try SettingSource(environment: environment, file: file).text(of: setting)
    }

    @Test func `the environment goes before the file, and the file before the default`() throws {
        let path = try file("hookme.env", "# the daemon's own\nHOST=10.0.0.1\nWORKERS=7\nLOG_LEVEL=\n")
        #expect(try text(of: .host, ["HOST": "10.0.0.2"], file: path) == "10.0.0.2")
        #expect(try text(of: .workers, ["HOST": "10.0.0.2"], file: path) == "7")
        #expect(try text(of: .port, [:], file: path) == "4001")
        #expect(try text(of: .webhookURL, [:], file: path) == nil)
    }

    @Test func `an empty value leaves the word to the next source`() throws {
        let path = try file("hookme.env", "WORKERS=7\nLOG_LEVEL=\n")
        #expect(try text(of: .workers, ["WORKERS": ""], file: path) == "7")
        #expect(try text(of: .logLevel, [:], file: path) == "info")
    }

    @Test func `quotes around a value in the file are not part of it, and comments say nothing`() throws {
        let path = try file("hookme.env", "\n; one\n # two\nHOST = \"10.0.0.1\" \nWORKERS='7'\nLOG_LEVEL=\"info\n")
        #expect(try text(of: .host, [:], file: path) == "10.0.0.1")
        #expect(try text(of: .workers, [:], file: path) == "7")
        #expect(try text(of: .logLevel, [:], file: path) == "\"info")
    }

    @Test func `a line of the file that means nothing is named, without its value`() throws {
        let path = try file("hookme.env", "WORKERS=7\nWEBHOOK_URLS=s3cret\nexport PORT\nWORKERS=8\nPORT_FILE=s3cret\n")
        let problems = [
            "line 2 of \(path) sets WEBHOOK_URLS, which hookme does not know", "line 3 of \(path) is not KEY=value",
            "line 4 of \(path) sets WORKERS again", "line 5 of \(path) sets PORT_FILE, which hookme does not know",
        ]
        #expect(throws: ConfigurationError(problems: problems)) { try SettingSource(environment: [:], file: path) }
    }

    @Test func `a configuration file that cannot be read is named`() throws {
        let path = directory.file("none.env")
        #expect(throws: ConfigurationError(problems: ["configuration file \(path) cannot be read"])) {
            try SettingSource(environment: [:], file: path)
        }
    }

    @Test func `a secret is read from the file that NAME_FILE names, without the line's end`() throws {
        let path = try file("token", "  t0ken\n")
        #expect(try text(of: .apiToken, ["API_TOKEN_FILE": path]) == "t0ken")
        #expect(try text(of: .apiToken, ["API_TOKEN_FILE": path, "API_TOKEN": "other"]) == "t0ken")
        let settings = try file("hookme.env", "API_TOKEN_FILE=\(path)\n")
        #expect(try text(of: .apiToken, [:], file: settings) == "t0ken")
    }

    @Test func `a systemd credential goes before everything`() throws {
        _ = try file("API_TOKEN", "credential\n")
        let other = try file("token", "other")
        let environment = ["CREDENTIALS_DIRECTORY": directory.path, "API_TOKEN_FILE": other, "API_TOKEN": "third"]
        #expect(try text(of: .apiToken, environment) == "credential")
        #expect(try text(of: .webhookURL, environment.merging(["WEBHOOK_URL": "http://a"]) { $1 }) == "http://a")
    }

    @Test func `an empty secret file counts as none`() throws {
        let empty = try file("WEBHOOK_URL", "\n")
        let environment = ["CREDENTIALS_DIRECTORY": directory.path, "WEBHOOK_URL_FILE": empty]
        #expect(try text(of: .webhookURL, environment) == nil)
        #expect(try text(of: .webhookURL, environment.merging(["WEBHOOK_URL": "http://a"]) { $1 }) == "http://a")
    }

    @Test func `a secret file that cannot be read is named, and hides no other secret`() throws {
        let path = directory.file("none")
        let source = try SettingSource(
            environment: ["WEBHOOK_URL_FILE": path, "WEBHOOK_URL": "http://s3cret", "PORT": "x"], file: nil
        )
        let expected = ConfigurationError(
            problems: [
                "WEBHOOK_URL_FILE names \(path), which cannot be read",
                "PORT is 'x', but must be a whole number from 0 to 65535",
            ]
        )
        #expect(throws: expected) { try Settings(source) }
    }

    @Test func `only secrets are read from files`() throws {
        let path = try file("HOST", "10.0.0.1")
        #expect(
            try text(of: .host, ["HOST_FILE": path, "CREDENTIALS_DIRECTORY": directory.path]) == "127.0.0.1"
        )
    }
}
