import Foundation
import Prometheus
import Testing

@testable import Daemon

/// What is written about the families elsewhere names only those that are there, and all of them.
struct MetricFamiliesTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../..")

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Every word that looks like a family of ours.
    private func names(in text: String) -> Set<String> {
        Set(text.matches(of: /\b(?:hookme|http|process)_[a-z0-9_]+\b/).map { String($0.0) })
    }

    /// As they stand in an exposition.
    private static let series: Set<String> = Set(
        MetricFamilies.all.flatMap { family in
            family.kind == .histogram ? ["_bucket", "_sum", "_count"].map { family.name + $0 } : [family.name]
        }
    )

    @Test(arguments: ["packaging/prometheus/hookme.rules.yml", "packaging/prometheus/hookme.rules.test.yml"])
    func `alerts are about series that there are`(file: String) throws {
        let words = names(in: try text(file))
        #expect(words.subtracting(Self.series) == [])
        #expect(words.count > 5)
    }

    @Test func `each panel of the dashboard asks for series that there are`() throws {
        struct Dashboard: Decodable {
            struct Target: Decodable { var expr: String }
            struct Panel: Decodable { var targets: [Target] }
            var panels: [Panel]
        }
        let bytes = Data(try text("packaging/grafana/hookme.json").utf8)
        let expressions = try JSONDecoder().decode(Dashboard.self, from: bytes).panels.flatMap(\.targets).map(\.expr)
        for expression in expressions {
            let words = names(in: expression)
            #expect(!words.isEmpty && words.isSubset(of: Self.series), "\(expression)")
        }
        #expect(expressions.count > 20)
    }

    @Test func `docs/METRICS.md has a row for each family, with its labels, and for no other`() throws {
        let rows = try text("docs/METRICS.md").matches(of: /(?m)^\| `([a-z_]+)(?:\{([a-z_,]+)\})?` \| (\w+) \|/)
        let documented = rows.map { "\($0.1){\($0.2 ?? "")} \($0.3)" }
        let families = MetricFamilies.all.map {
            "\($0.name){\($0.labels.joined(separator: ","))} \($0.kind.rawValue)"
        }
        #expect(documented.sorted() == families.sorted())
    }

    @Test(arguments: MetricFamilies.all.map(\.name))
    func `a family keeps to Prometheus' rules for names`(name: String) throws {
        let family = try #require(MetricFamilies.all.first { $0.name == name })
        #expect(family.name.hasSuffix("_total") == (family.kind == .counter))
        #expect(family.help.hasSuffix(".") && !family.help.contains("\n"))
        #expect(family.buckets == family.buckets.sorted() && (family.kind == .histogram) == !family.buckets.isEmpty)
        let unbounded: Set = [
            "username", "repository", "task", "job", "job_id", "id", "url", "destination", "user", "token",
        ]
        #expect(unbounded.isDisjoint(with: family.labels))
    }

    @Test func `no name is there twice`() {
        #expect(Set(MetricFamilies.all.map(\.name)).count == MetricFamilies.all.count)
    }

    @Test func `what the kernel says of a process is read past any name that it may have`() {
        let fields = (4...40).map(String.init).joined(separator: " ")
        let stat = "77 (a) b (c d) R \(fields)"
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(ProcessUsage.times(stat).map(\.value) == [(14 + 15) / ticks])
        #expect(ProcessUsage.memory(stat).map(\.value) == [24 * Double(sysconf(Int32(_SC_PAGESIZE)))])
        #expect(ProcessUsage.times("77 (cut").isEmpty && ProcessUsage.memory("").isEmpty)
    }
}
