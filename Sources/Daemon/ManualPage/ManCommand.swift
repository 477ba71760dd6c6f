import ArgumentParser

/// `hookme man`.
struct ManCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "man", abstract: "Write the manual page of all commands, as roff.",
        discussion: Manual.text(
            "It is made from the same words as --help, so it is as new as the program.",
            example: "hookme man | man -l -", "hookme man > /usr/local/share/man/man1/hookme.1")
    )

    func run() throws {
        print(try ManualPage(of: Hookme.self).roff, terminator: "")
    }
}
