import ArgumentParser
import Foundation

/// `make bench`: measures the release build of hookme against what it is compared with, and writes the report.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure hookme.",
        discussion: "Measurements: \(measurements.map(\.name).joined(separator: ", "))."
    )

    @Option(help: "The release build of hookme.")
    var hookme: String

    @Option(help: "The release build of probe.")
    var probe: String

    @Option(help: ArgumentHelp("Which measurements, separated by commas; all without it.", valueName: "names"))
    var only: String?

    @Option(help: "Rounds of each measurement.")
    var rounds: Int?

    @Option(help: "Seconds of load in a round.")
    var seconds: Int?

    @Option(help: ArgumentHelp("Rows of the tables that are compared, separated by commas.", valueName: "numbers"))
    var rows: String?

    @Flag(help: "A minute's look at whether everything works; its figures mean little.")
    var quick = false

    @Option(help: ArgumentHelp("A folder for BENCHMARKS.md and benchmarks.json.", valueName: "folder"))
    var output: String?

    func run() async throws {
        let chosen = try chosenMeasurements()
        let sizes = try chosenSizes()
        try await untilInterrupted {
            try await withTemporaryFolder { folder in
                let plan = Plan(
                    hookme: hookme, probe: probe, folder: folder, rounds: rounds ?? (quick ? 1 : 5),
                    seconds: seconds ?? (quick ? 1 : 5), sizes: sizes, isQuick: quick,
                    shelf: TableShelf(folder: folder, hookme: hookme)
                )
                try deliver(try await report(on: chosen, plan))
            }
        }
    }

    private func report(on chosen: [any Measurement], _ plan: Plan) async throws -> Report {
        let before = try ProcessTable.stolen()
        var sections: [Section] = []
        for measurement in chosen { sections += try await measurement.run(plan) }
        let after = try ProcessTable.stolen()
        let stolen = (after.ticks - before.ticks) / max(after.ofTicks - before.ofTicks, 1) * 100
        return Report(
            machine: try await .look(stolen: stolen),
            settings: [
                "rounds | \(plan.rounds)\(quick ? ", quick: these figures mean little" : "")",
                "load in a round | \(plan.seconds) s",
            ],
            sections: sections.sorted { $0.letter < $1.letter }
        )
    }

    private func deliver(_ report: Report) throws {
        print(report.markdown)
        guard let output else { return }
        try report.markdown.write(toFile: "\(output)/BENCHMARKS.md", atomically: true, encoding: .utf8)
        try report.json().write(toFile: "\(output)/benchmarks.json", atomically: true, encoding: .utf8)
    }

    private func chosenMeasurements() throws -> [any Measurement] {
        guard let names = only?.split(separator: ",").map(String.init) else { return measurements }
        if let unknown = names.first(where: { name in !measurements.contains { $0.name == name } }) {
            throw ValidationError("--only knows no \(unknown), but \(measurements.map(\.name).joined(separator: ", "))")
        }
        return measurements.filter { names.contains($0.name) }
    }

    private func chosenSizes() throws -> [Int] {
        let text = rows ?? (quick ? "1000,20000" : "10000,1000000,10000000")
        let sizes = text.split(separator: ",").map { Int($0) ?? 0 }
        guard let smallest = sizes.first, smallest > 0, sizes == sizes.sorted() else {
            throw ValidationError("--rows wants numbers, the smallest first")
        }
        return sizes
    }
}

/// A folder of our own under TMPDIR, removed whatever happens.
private func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hookme-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path(percentEncoded: false))
}
