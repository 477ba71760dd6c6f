import Foundation
import Testing
import Webhooks

struct WebhookSecretTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    private static func text(ofBytes count: Int) -> String {
        "whsec_" + Data(repeating: 7, count: count).base64EncodedString()
    }

    @Test(arguments: [24, 25, 32, 63, 64])
    func `24 to 64 bytes are a secret`(count: Int) throws {
        let text = Self.text(ofBytes: count)
        #expect(try WebhookSecret(text).text == text)
    }

    private static let wrong: [(String, WebhookSecretError, String)] = [
        ("", .prefix, "must begin with whsec_"),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", .prefix, "must begin with whsec_"),
        ("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", .prefix, "must begin with whsec_"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw!", .base64, "must be base64 after whsec_"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA", .base64, "must be base64 after whsec_"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", .base64, "must be base64 after whsec_"),
        ("whsec_", .length(0), "must be the base64 of 24 to 64 bytes, and not of 0"),
        (text(ofBytes: 23), .length(23), "must be the base64 of 24 to 64 bytes, and not of 23"),
        (text(ofBytes: 65), .length(65), "must be the base64 of 24 to 64 bytes, and not of 65"),
    ]

    @Test(arguments: wrong.indices)
    func `anything else is refused in words that do not show it`(index: Int) {
        let (text, expected, words) = Self.wrong[index]
        let error = #expect(throws: WebhookSecretError.self) { try WebhookSecret(text) }
        #expect(error == expected)
        #expect(error?.description == words)
    }

    @Test func `nothing that describes a secret shows it`() throws {
        let secret = try WebhookSecret(Self.secret)
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(text.contains("a webhook secret"))
            #expect(!text.contains("MfKQ9r8G") && !text.contains("31f290f6") && !text.contains("242"))
        }
    }
}
