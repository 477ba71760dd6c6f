import Foundation
import TestSupport
import Testing

/// `hookme verify` as people run it, on the example of the Standard Webhooks.
@Suite(.timeLimit(.minutes(1)))
struct VerifyTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    private static let head = """
        POST /hook HTTP/1.1\r
        Host: 127.0.0.1\r
        Content-Length: 20\r
        Webhook-Id: msg_p5jXN8AQM9LWM0D4loKWxJek\r
        Webhook-Timestamp: 1614265330\r
        Webhook-Signature: \(signature)\r
        \r

        """
    private static let body = #"{"test": 2432232314}"#
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func file(_ text: String) throws -> String {
        let path = directory.file("delivery.http")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// - Parameter input: none unless it is read: to write to a program that has ended would end the tests.
    private func verify(
        _ arguments: [String], secret: String? = secret, input: String = ""
    ) async throws -> ProgramResult {
        let environment = secret.map { ["WEBHOOK_SECRET": $0] } ?? [:]
        return try await run(hookmeProgram(), ["verify"] + arguments, environment: environment, input: input)
    }

    @Test func `a captured request is valid, from a file and from standard input`() async throws {
        let text = Self.head + Self.body
        let expected = """
            webhook-id         msg_p5jXN8AQM9LWM0D4loKWxJek
            webhook-timestamp  1614265330, 2021-02-25T15:02:10.000Z
            webhook-signature  v1
            body               20 bytes
            valid

            """
        for (file, input) in [(try file(text), ""), ("-", text)] {
            let result = try await verify(["--no-tolerance", file], input: input)
            #expect(result.status == 0 && result.output == expected && result.errors.isEmpty)
        }
    }

    @Test(arguments: ["file", "-"])
    func `the parts can be given apart, and the secret on the command line`(body: String) async throws {
        let result = try await verify(
            [
                "--secret", Self.secret, "--no-tolerance", "--id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "--timestamp", "1614265330", "--signature", Self.signature,
                "--body", body == "-" ? "-" : try file(Self.body),
            ],
            secret: nil, input: body == "-" ? Self.body : ""
        )
        #expect(result.status == 0 && result.output.hasSuffix("\nvalid\n"), "\(result)")
    }

    @Test func `every part that is wrong is named, each on its line`() async throws {
        let result = try await verify([try file(Self.head + Self.body + "\n")])
        #expect(result.status == 1 && result.errors.isEmpty)
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines[3] == "body               21 bytes, but content-length is 20")
        #expect(lines[4].hasPrefix("invalid: webhook-timestamp is too old: "))
        #expect(lines[5].hasSuffix("altered the body: it has got a newline at its end that was not signed"))
    }

    @Test func `another secret does not match, and a missing header is named`() async throws {
        let other = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
        let wrong = try await verify(["--no-tolerance", try file(Self.head + Self.body)], secret: other)
        #expect(wrong.status == 1 && wrong.output.contains("invalid: the signature does not match: another secret"))
        let bare = try await verify(["-"], input: "host: a\n\n{}")
        #expect(bare.status == 1)
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            #expect(bare.output.contains("invalid: the header \(name) is missing\n"))
        }
    }

    private static let failures: [(arguments: [String], secret: String?, status: Int, words: String)] = [
        (["-"], nil, 78, "hookme: there is no secret to check with: set WEBHOOK_SECRET, or give --secret\n"),
        (["-"], "s3cret", 78, "hookme: WEBHOOK_SECRET must begin with whsec_\n"),
        (["--secret", "whsec_s3cret", "-"], nil, 78, "hookme: --secret must be base64 after whsec_\n"),
        (["/no/such/file"], secret, 66, "hookme: /no/such/file cannot be read\n"),
        (["-"], secret, 65, "hookme: standard input has no empty line between the headers and the body\n"),
    ]

    @Test(arguments: failures.indices)
    func `what cannot be checked is told in one line`(index: Int) async throws {
        let (arguments, secret, status, words) = Self.failures[index]
        let result = try await verify(arguments, secret: secret)
        #expect(result.status == status && result.errors == words && result.output.isEmpty)
    }
}
