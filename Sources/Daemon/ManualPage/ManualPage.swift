import ArgumentParser

/// `hookme.1`: every command with its options, every key of the configuration, and the exit codes.
struct ManualPage {
    private let root: CommandTree

    init(of command: (some ParsableCommand).Type) throws {
        root = try CommandTree(command)
    }

    var roff: String {
        var page = Roff()
        page.request("TH", "HOOKME", "1", "", "hookme \(Hookme.version)", "User Commands")
        page.request("SH", "NAME")
        page.prose("\(root.commandName) - \(Self.sentence(root.abstract))")
        page.request("SH", "SYNOPSIS")
        page.prose("\(root.commandName) COMMAND [OPTION]...")
        page.request("SH", "DESCRIPTION")
        page.prose(Hookme.introduction)
        for group in Hookme.configuration.groupedSubcommands {
            page.request("SH", group.name.uppercased())
            let names = Set(group.subcommands.map { $0._commandName })
            for command in root.shownSubcommands where names.contains(command.commandName) {
                add(command, after: root.commandName, to: &page)
            }
        }
        page.request("SH", "ENVIRONMENT")
        for setting in Setting.allCases {
            let fallback = setting.fallback.map { $0.isEmpty ? "" : " Default: \($0)." } ?? " Required."
            page.item(setting.rawValue, "\(setting.meaning.capitalizedSentence).\(fallback)")
        }
        for (name, meaning) in Hookme.environment { page.item(name, meaning) }
        page.request("SH", "EXIT STATUS")
        for (code, meaning) in Hookme.exitCodes { page.item("\(code)", meaning.capitalizedSentence + ".") }
        return page.text
    }

    private func add(_ command: CommandTree, after parent: String, to page: inout Roff) {
        let name = "\(parent) \(command.commandName)"
        page.request("SS", ([name] + command.shownArguments.map(Self.synopsis)).joined(separator: " "))
        page.prose(Self.sentence(command.abstract))
        if let discussion = command.discussion, !discussion.isEmpty {
            page.request("PP")
            page.prose(discussion)
        }
        for argument in command.shownArguments { page.item(Self.term(argument), Self.words(argument)) }
        for subcommand in command.shownSubcommands { add(subcommand, after: name, to: &page) }
    }

    private static func synopsis(_ argument: CommandTree.Argument) -> String {
        let term = argument.kind == .positional ? value(argument) : names(argument, among: 1)
        let repeated = term + (argument.isRepeating ? "..." : "")
        return argument.isOptional ? "[\(repeated)]" : repeated
    }

    private static func term(_ argument: CommandTree.Argument) -> String {
        argument.kind == .positional ? value(argument) : names(argument, among: 2)
    }

    private static func names(_ argument: CommandTree.Argument, among count: Int) -> String {
        let names = (argument.names ?? []).suffix(count).map(\.text).joined(separator: ", ")
        return argument.kind == .option ? "\(names) \(value(argument))" : names
    }

    private static func value(_ argument: CommandTree.Argument) -> String {
        (argument.valueName ?? "value").uppercased()
    }

    private static func words(_ argument: CommandTree.Argument) -> String {
        [
            argument.abstract, argument.discussion,
            argument.allValues.map { "One of \($0.joined(separator: ", "))." },
            argument.defaultValue.map { "Default: \($0)." },
        ].compactMap(\.self).joined(separator: " ")
    }

    private static func sentence(_ abstract: String?) -> String {
        abstract ?? ""
    }
}

extension String {
    fileprivate var capitalizedSentence: String {
        prefix(1).uppercased() + dropFirst()
    }
}
