import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HTTPAPI

struct JSONObjectTests {
    private func sent(_ object: JSONObject) async throws -> Data {
        let router = Router()
        router.get("/") { _, _ in object.response(.ok) }
        let answer = try await Application(router: router).test(.router) { client in
            try await client.executeRequest(uri: "/", method: .get, headers: [:], body: nil)
        }
        #expect(answer.headers[.contentType] == "application/json")
        return Data(answer.body.readableBytesView)
    }

    @Test func `an object without members is an object`() async throws {
        #expect(String(decoding: try await sent(JSONObject()), as: UTF8.self) == "{}")
    }

    @Test(arguments: [
        "", "plain", #""quoted" 'single' `back`"#, #"a\b\\c\u0041\n"#, "{\"a\":[1,null]}", "</script>&amp;",
        "tab\tnew\nline\rfeed\u{0C}bell\u{07}back\u{08}delete\u{7F}zero\u{0}end",
        String(String.UnicodeScalarView((0..<0x20).compactMap(Unicode.Scalar.init))),
        "größe 日本語 e\u{301} é", "👩‍👩‍👧‍👦🇧🇷\u{1F468}\u{1F3FD}", "line\u{2028}paragraph\u{2029}bom\u{FEFF}\u{FFFD}\u{10FFFF}",
    ])
    func `a text comes back as it was, whatever is in it`(text: String) async throws {
        var object = JSONObject()
        object.add("first", text)
        object.add("second", text)
        let decoded = try JSONDecoder().decode([String: String].self, from: try await sent(object))
        // Byte for byte: texts are equal also where an accent is written in another way.
        #expect(decoded.mapValues { Array($0.utf8) } == ["first": Array(text.utf8), "second": Array(text.utf8)])
    }

    @Test func `every character is written so that it is read again`() async throws {
        let scalars = (0...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
        let text = String(String.UnicodeScalarView(scalars))
        var object = JSONObject()
        object.add("text", text)
        let decoded = try JSONDecoder().decode([String: String].self, from: try await sent(object))
        #expect(decoded["text"].map { $0.utf8.elementsEqual(text.utf8) } == true)
    }

    @Test func `numbers come back as they were`() async throws {
        var object = JSONObject()
        object.add("zero", 0)
        object.add("least", Int64.min)
        object.add("most", Int64.max)
        object.add("small", UInt8.max)
        let decoded = try JSONDecoder().decode([String: Int64].self, from: try await sent(object))
        #expect(decoded == ["zero": 0, "least": .min, "most": .max, "small": 255])
    }

    @Test func `a member without a value is absent, wherever it stands, and the others keep their order`() async throws
    {
        var object = JSONObject()
        object.add("a", nil)
        object.add("b", "1")
        object.add("c", nil)
        object.add("d", 2)
        object.add("e", nil)
        #expect(String(decoding: try await sent(object), as: UTF8.self) == #"{"b":"1","d":2}"#)
    }
}
