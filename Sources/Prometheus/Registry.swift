package import CoreMetrics
import Synchronization

/// Every series of this process, and where swift-metrics reports to.
///
/// Families that are described are exposed as they are described. Those of libraries come along under the nearest name that
/// Prometheus takes. A family has at most ``maxSeries`` series: beyond that all further ones are counted as one, whose labels say
/// `other`, so that nothing that a client sends can fill the memory, and a sum over the series stays true.
package final class Registry: Sendable {
    static let maxSeries = 200
    /// Of libraries, that nobody has described.
    static let maxUndescribed = 50

    fileprivate enum Series: Sendable {
        case number(Number)
        case distribution(Distribution)

        init(of family: Family) {
            self = family.kind == .histogram ? .distribution(Distribution(upTo: family.buckets)) : .number(Number())
        }
    }

    fileprivate struct State {
        /// By its name, and by its alias.
        var families: [String: Family] = [:]
        var undescribed = 0
        /// By the name of their family.
        var series: [String: [Labels: Series]] = [:]
    }

    private let state: Mutex<State>

    /// - Parameter families: the described ones. A counter or histogram without labels is there from the beginning.
    package init(_ families: [Family] = []) {
        var state = State()
        for family in families {
            state.families[family.name] = family
            if let alias = family.alias { state.families[alias] = family }
            if family.labels.isEmpty, family.kind != .gauge { state.series[family.name] = [.none: Series(of: family)] }
        }
        self.state = Mutex(state)
    }

    /// All series, in the order of their names.
    ///
    /// - Parameter samples: what is read now, the whole of its family.
    package func exposition(adding samples: [Sample] = []) -> Exposition {
        let (families, series) = state.withLock { ($0.families, $0.series) }
        let read = Dictionary(grouping: samples, by: \.name)
        var exposition = Exposition()
        for name in Set(series.keys).union(read.keys).sorted() {
            guard let family = families[name] else { continue }
            exposition.begin(family)
            if let samples = read[name] {
                for sample in samples {
                    exposition.add(name, Labels(sample.labels).text, Exposition.text(sample.value))
                }
                continue
            }
            for (labels, one) in (series[name] ?? [:]).sorted(by: { $0.key < $1.key }) {
                switch one {
                case .number(let number): exposition.add(name, labels.text, Exposition.text(number.value))
                case .distribution(let distribution): exposition.add(name, labels, distribution)
                }
            }
        }
        return exposition
    }

    /// The series that is meant, made when it is first asked for. Nil where the name belongs to another kind, or to one too many.
    private func series(
        _ label: String, _ dimensions: [(String, String)], _ kind: Family.Kind, unit: String = ""
    ) -> Series? {
        state.withLock { state in
            guard let family = state.family(label, kind, unit: unit) else { return nil }
            let known = state.series[family.name] ?? [:]
            var labels = Labels(dimensions)
            if known[labels] == nil, known.count >= Self.maxSeries {
                labels = Labels(dimensions.map { ($0.0, "other") })
            }
            let series = known[labels] ?? Series(of: family)
            state.series[family.name, default: [:]][labels] = series
            return series
        }
    }

    private func number(_ label: String, _ dimensions: [(String, String)], _ kind: Family.Kind) -> Number {
        guard case .number(let number) = series(label, dimensions, kind) else { return Number() }
        return number
    }

    private func distribution(_ label: String, _ dimensions: [(String, String)], unit: String = "") -> Distribution {
        guard case .distribution(let one) = series(label, dimensions, .histogram, unit: unit) else {
            return Distribution(upTo: [])
        }
        return one
    }
}

extension Registry.State {
    fileprivate mutating func family(_ label: String, _ kind: Family.Kind, unit: String) -> Family? {
        if let family = families[label] { return family.kind == kind ? family : nil }
        let family = Family(undescribed: label, kind, unit: unit)
        guard families[family.name] == nil, undescribed < Registry.maxUndescribed else { return nil }
        undescribed += 1
        families[label] = family
        families[family.name] = family
        return family
    }
}

/// A recorder that aggregates, and every timer, is a histogram. What was once seen stays, whoever says that he is done with it:
/// another may count in the same series.
extension Registry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        number(label, dimensions, .counter)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        number(label, dimensions, .counter)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        number(label, dimensions, .gauge)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { return distribution(label, dimensions) }
        return number(label, dimensions, .gauge)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        distribution(label, dimensions, unit: "_seconds")
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
