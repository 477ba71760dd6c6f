import ArgumentParser

/// What the daemon is compared with, and what stands around it while it is measured. Each prints lines of JSON.
@main
struct Probe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "The other side of hookme's benchmarks.",
        subcommands: [
            NoopCommand.self, StandInsCommand.self, BareCommand.self, ClaimsCommand.self, LatencyCommand.self,
            RequestsCommand.self, FairnessCommand.self, HostileCommand.self, StormCommand.self, BurstCommand.self,
            OverloadCommand.self, SoakCommand.self,
        ] + ofDebugBuilds
    )

    private static var ofDebugBuilds: [any ParsableCommand.Type] {
        #if DEBUG
            [CrashesCommand.self]
        #else
            []
        #endif
    }
}
