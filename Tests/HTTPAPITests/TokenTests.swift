import Testing

@testable import HTTPAPI

struct TokenTests {
    private static let hash = String(repeating: "0f", count: 32)

    @Test func `a token is 256 random bits that a shell and a URL leave alone`() {
        let tokens = (0..<100).map { _ in AccessToken().text }
        #expect(Set(tokens).count == 100)
        #expect(tokens.allSatisfy { $0.wholeMatch(of: /hookme_[A-Za-z0-9_-]{43}/) != nil })
    }

    @Test func `an entry says whose a token is and what it allows, and of the token only the hash`() throws {
        let token = AccessToken("hookme_abc")
        let caller = Caller(name: "ci", scopes: [.enqueue, .read])
        let entry = TokenEntry(token, of: caller)
        // printf %s hookme_abc | sha256sum
        let hash = "79fbd9c3d6368869bd45c536531598d5bd36fef5bccd760698495dfafa176c68"
        #expect(entry.description == "ci:enqueue+read:\(hash)")
        #expect(try TokenEntry(entry.description[...]) == entry)
        #expect(TokenList([entry]).entry(with: token)?.caller == caller)
    }

    @Test(arguments: [
        ("ci", TokenEntryError.form), ("ci:enqueue", .form), ("ci:enqueue:\(hash):", .form),
        (":enqueue:\(hash)", .name),
        ("a b:read:\(hash)", .name), ("größe:read:\(hash)", .name), ("\u{212A}:read:\(hash)", .name),
        ("\(String(repeating: "a", count: 65)):read:\(hash)", .name),
        ("ci::\(hash)", .scope), ("ci:write:\(hash)", .scope), ("ci:read+:\(hash)", .scope),
        ("ci:Read:\(hash)", .scope),
        ("ci:read:", .hash), ("ci:read:\(hash)0f", .hash), ("ci:read:\(hash.dropLast())", .hash),
        ("ci:read:\(hash.dropLast())g", .hash), ("ci:read:hookme_abc", .hash),
    ])
    func `what is no entry is refused, and not repeated`(text: String, error: TokenEntryError) {
        #expect(throws: error) { try TokenEntry(text[...]) }
        #expect(!error.description.contains(Self.hash))
    }

    @Test func `a token is looked for among all entries, and only the whole of one is found`() {
        let tokens = (0..<5).map { _ in AccessToken() }
        let entries = tokens.enumerated().map { TokenEntry($1, of: Caller(name: "n\($0)", scopes: [.read])) }
        let list = TokenList(entries)
        for (number, token) in tokens.enumerated() {
            #expect(list.entry(with: token)?.caller.name == "n\(number)")
            #expect(list.entry(with: AccessToken(token.text.dropLast()))?.caller == nil)
            #expect(list.entry(with: AccessToken(token.text + "="))?.caller == nil)
            #expect(list.entry(with: AccessToken(token.text.uppercased()))?.caller == nil)
        }
        #expect(list.entry(with: AccessToken(""))?.caller == nil)
        #expect(TokenList().entry(with: tokens[0])?.caller == nil)
    }
}
