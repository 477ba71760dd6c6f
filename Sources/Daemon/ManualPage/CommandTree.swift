import ArgumentParser
import Foundation

/// A command with all below it, as ArgumentParser describes them (`--experimental-dump-help`, serialization version 0).
struct CommandTree: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var defaultSubcommand: String?
    var subcommands: [CommandTree]?
    var arguments: [Argument]?
    var shouldDisplay: Bool?

    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional
            case option
            case flag
        }

        struct Name: Decodable {
            var kind: String
            var name: String

            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: Kind
        var names: [Name]?
        var valueName: String?
        var abstract: String?
        var discussion: String?
        var defaultValue: String?
        var allValues: [String]?
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool
    }

    init(_ command: (some ParsableCommand).Type) throws {
        self = try JSONDecoder().decode(WholeTree.self, from: Data(command._dumpHelp().utf8)).command
    }

    /// Those that people are told of; `help` is told of by itself.
    var shownSubcommands: [CommandTree] {
        (subcommands ?? []).filter { $0.shouldDisplay ?? true && $0.commandName != "help" }
    }

    /// Its own: not those that every command has.
    var shownArguments: [Argument] {
        (arguments ?? []).filter { argument in
            argument.shouldDisplay && !["help", "version"].contains(argument.names?.last?.name)
        }
    }
}

private struct WholeTree: Decodable {
    var command: CommandTree
}
