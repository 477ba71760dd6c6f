import ArgumentParser
import Testing
import Webhooks

@testable import Daemon

struct VerifyCommandTests {
    private static let parts = ["--id", "a", "--timestamp", "1", "--signature", "v1,a", "--body", "b"]

    @Test(arguments: [["file"], ["-"], parts, ["--no-tolerance", "file"], ["--tolerance", "0", "file"]])
    func `a request is given whole or in parts`(arguments: [String]) throws {
        _ = try VerifyCommand.parse(arguments)
    }

    @Test(arguments: [
        [], parts + ["file"], Array(parts.dropLast(2)), ["--id", "a", "file"], ["--tolerance", "-1", "file"],
        ["whsec_s3cret"], Array(parts.dropLast()) + ["whsec_s3cret"], ["--secret", "whsec_a", "whsec_s3cret"],
        ["--secret", "whsec_a", "whsec_s3cret", "file"],
    ])
    func `anything else is wrong usage, and shows no secret`(arguments: [String]) {
        do {
            _ = try VerifyCommand.parse(arguments)
            Issue.record("accepted")
        } catch {
            #expect(VerifyCommand.exitCode(for: error) == ExitCode(64))
            #expect(!VerifyCommand.fullMessage(for: error).contains("s3cret"))
        }
    }

    @Test func `what there is is told, and so is what is not there`() {
        let headers: [WebhookHeader: String] = [
            .id: "msg_\u{1b}[31m1", .timestamp: "1614265330", .signature: "v1,YQ== v1a,Yg== nonsense",
        ]
        let delivery = SignedDelivery(body: Array("{}\n".utf8)) { headers[$0] }
        #expect(
            VerifyCommand.findings(delivery, contentLength: "2") == [
                "webhook-id         msg_ [31m1",
                "webhook-timestamp  1614265330, 2021-02-25T15:02:10.000Z",
                "webhook-signature  v1 v1a ?",
                "body               3 bytes, but content-length is 2",
            ]
        )
        let nothing = SignedDelivery(body: []) { $0 == .timestamp ? "soon" : nil }
        #expect(
            VerifyCommand.findings(nothing, contentLength: "0") == [
                "webhook-id         missing", "webhook-timestamp  soon", "webhook-signature  missing",
                "body               0 bytes",
            ]
        )
    }
}
