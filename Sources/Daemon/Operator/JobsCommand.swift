import ArgumentParser

/// `hookme jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List jobs, explain one, or retry, cancel, redeliver and delete them.",
        discussion: Manual.text(
            OperatorOptions.discussion, example: "hookme jobs list --state discarded", "hookme jobs explain 7",
            "hookme jobs retry 7 8"),
        groupedSubcommands: [
            CommandGroup(name: "Looking", subcommands: [List.self, Show.self, Explain.self]),
            CommandGroup(name: "Changing", subcommands: [Retry.self, Cancel.self, Redeliver.self, Delete.self]),
        ]
    )
}
