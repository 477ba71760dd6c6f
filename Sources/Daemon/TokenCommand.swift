import ArgumentParser
import HTTPAPI

/// `hookme token`.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make a token for a client of the API, and its entry for AUTH_TOKENS.",
        discussion: Manual.text(
            """
            The token is shown this once; the entry holds nothing but its hash. To replace a token, add the entry of a new one \
            under the same name, give the new one out, then drop the old entry. AUTH_TOKENS is read when the daemon starts, and at a reload (SIGHUP).
            """, example: "hookme token --name ci --scope enqueue read")
    )

    @Option(help: "Whose it is: 1 to 64 letters, digits, dots, hyphens and underscores.")
    var name: String

    @Option(
        name: .customLong("scope"), parsing: .upToNextOption,
        help: "What it allows: enqueue (post tasks), read (see them), operate (change them). Several may be given."
    )
    var scopes: [Scope]

    func validate() throws {
        guard TokenEntry.isName(name) else {
            throw ValidationError("--name must be 1 to 64 letters, digits, dots, hyphens and underscores")
        }
    }

    func run() {
        let token = AccessToken()
        print("token  \(token.text)")
        print("entry  \(TokenEntry(token, of: Caller(name: name, scopes: Set(scopes))))")
    }
}

extension Scope: ExpressibleByArgument {}
