import Testing

@testable import Webhooks

struct AnswerExcerptTests {
    @Test(arguments: [
        ("", ""),
        ("  no \r\n\t such   key\n", "no such key"),
        ("\u{1b}[31mred\u{1b}[0m \u{202e}evil", "[31mred [0m evil"),
        ("Cannot POST /hooks/a%20b", "Cannot POST …"),
        ("Cannot POST /hooks/a b", "Cannot POST …"),
        ("key=s3cret is bad", "… is bad"),
        ("see https://mona:pass@hook.example/hooks/a%20b?key=s3cret", "see …"),
        ("wrong password pass", "wrong …word …"),
    ])
    func `it is one line, without the address`(answer: String, text: String) {
        let url = "https://mona:pass@hook.example/hooks/a%20b?key=s3cret"
        #expect(AnswerExcerpt(Array(answer.utf8), hiding: url).text == text)
    }

    @Test(arguments: [
        ("no hook T%2BK3n%3D here", "no hook … here"), ("no hook t%2bk3n%3d here", "no hook … here"),
        ("no hook T+K3n= here", "no hook … here"), ("bad key pa%40ss%26word!", "bad key …!"),
        ("bad key pa@ss&word!", "bad key …!"), ("what is s3%2Fname?", "what is …?"),
    ])
    func `its parts are left out however the receiver writes them`(answer: String, text: String) {
        let url = "https://hook.example/T%2BK3n%3D/x?key=pa%40ss%26word&s3%2Fname=1"
        #expect(AnswerExcerpt(Array(answer.utf8), hiding: url).text == text)
    }

    @Test func `it is at most 200 characters, and bytes that are no text do no harm`() {
        let bytes = [0xff, 0xfe, UInt8(ascii: "a")] + Array(repeating: UInt8(ascii: "b"), count: 1000)
        let text = AnswerExcerpt(bytes, hiding: "https://hook.example/").text
        #expect(text.count == 200)
        #expect(text.hasSuffix("ab" + String(repeating: "b", count: 196)))
    }

    @Test(arguments: [
        ("no such path /abcdef", "no such path /abcdef"), ("no such path /abcdef\0", "no such path …"),
        ("no such path /ABCDEF%00", "no such path …"), ("no such path /abcdef%00\u{301}", "no such path …\u{301}"),
    ])
    func `a zero in the address does no harm, and an accent in the answer shows nothing of it`(
        answer: String, text: String
    ) {
        #expect(AnswerExcerpt(Array(answer.utf8), hiding: "https://hook.example/abcdef%00").text == text)
    }

    @Test func `a path of a slash hides nothing`() {
        #expect(AnswerExcerpt(Array("a/b".utf8), hiding: "https://hook.example/").text == "a/b")
    }
}
