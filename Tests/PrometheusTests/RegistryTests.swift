import CoreMetrics
import Testing

@testable import Prometheus

/// The whole text, letter by letter.
struct RegistryTests {
    private func text(_ families: [Family], adding samples: [Sample] = [], _ count: (Registry) -> Void = { _ in })
        -> String
    {
        let registry = Registry(families)
        count(registry)
        return registry.exposition(adding: samples).text
    }

    @Test func `a counter without labels is there from the beginning, and counts`() {
        let family = Family.counter("a_total", "What is counted.")
        #expect(text([family]) == "# HELP a_total What is counted.\n# TYPE a_total counter\na_total 0\n")
        let counted = text([family]) { registry in
            Counter(label: "a_total", factory: registry).increment(by: 2)
            Counter(label: "a_total", factory: registry).increment(by: -1)
            FloatingPointCounter(label: "a_total", factory: registry).increment(by: 0.5)
        }
        #expect(counted.hasSuffix("\na_total 2.5\n"))
    }

    @Test func `a counter that is read now is there once`() {
        let family = Family.counter("a_total", "What is read.")
        #expect(text([family], adding: [Sample("a_total", 7)]).hasSuffix("counter\na_total 7\n"))
    }

    @Test func `families and series come in the order of their names`() {
        let families: [Family] = [.counter("b_total", by: ["x"], "B."), .gauge("a", "A.")]
        let both = text(families, adding: [Sample("a", 7)]) { registry in
            Counter(label: "b_total", dimensions: [("x", "2")], factory: registry).increment()
            Counter(label: "b_total", dimensions: [("x", "1"), ("y", "")], factory: registry).increment(by: 3)
        }
        #expect(
            both == """
                # HELP a A.
                # TYPE a gauge
                a 7
                # HELP b_total B.
                # TYPE b_total counter
                b_total{x="1",y=""} 3
                b_total{x="2"} 1

                """
        )
    }

    @Test func `a histogram has each bucket with all that is below, the sum and the count`() {
        let family = Family.histogram("wait_seconds", by: ["kind"], upTo: [0.1, 1], "Waits.")
        let recorded = text([family]) { registry in
            let timer = Timer(label: "wait_seconds", dimensions: [("kind", "x")], factory: registry)
            timer.recordMilliseconds(100)
            timer.recordMilliseconds(250)
            timer.recordSeconds(2)
        }
        #expect(
            recorded == """
                # HELP wait_seconds Waits.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{kind="x",le="0.1"} 1
                wait_seconds_bucket{kind="x",le="1"} 2
                wait_seconds_bucket{kind="x",le="+Inf"} 3
                wait_seconds_sum{kind="x"} 2.35
                wait_seconds_count{kind="x"} 3

                """
        )
    }

    @Test func `a gauge is what it was last set to`() {
        let set = text([.gauge("open", "Open.")]) { registry in
            let meter = Meter(label: "open", factory: registry)
            meter.increment(by: 5)
            meter.decrement()
            Gauge(label: "open", factory: registry).record(9)
            meter.increment()
        }
        #expect(set.hasSuffix("\nopen 10\n"))
    }

    @Test func `help and values are escaped as the format wants it`() {
        let escaped = text(
            [.gauge("a", by: ["x"], "One \\ two\nthree \"four\".")], adding: [Sample("a", 1, [("x", "\\ \" \n ü")])]
        )
        #expect(
            escaped == """
                # HELP a One \\\\ two\\nthree "four".
                # TYPE a gauge
                a{x="\\\\ \\" \\n ü"} 1

                """
        )
    }

    @Test(arguments: [
        (0, "0"), (-3, "-3"), (0.25, "0.25"), (1_700_000_000.5, "1700000000.5"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"),
    ])
    func `a number is written as the format reads it`(value: Double, text: String) {
        #expect(Exposition.text(value) == text)
    }

    @Test func `what a library reports comes under a name that Prometheus takes`() {
        let described: [Family] = [
            .counter("http_requests_total", by: ["route", "status_code"], of: "hb.requests", "Requests.")
        ]
        let reported = text(described) { registry in
            let route = [("http.route", "/tasks/{id}"), ("http.response.status_code", "200")]
            Counter(label: "hb.requests", dimensions: route, factory: registry).increment()
            Counter(label: "9 lives.left", factory: registry).increment()
            Timer(label: "pool.wait", factory: registry).recordSeconds(20)
        }
        #expect(reported.contains(#"http_requests_total{route="/tasks/{id}",status_code="200"} 1"#))
        #expect(reported.contains("# HELP _9_lives_left_total Reported by a library as 9 lives.left.\n"))
        #expect(reported.contains("\n_9_lives_left_total 1\n"))
        #expect(reported.contains("# TYPE pool_wait_seconds histogram\n"))
        #expect(reported.contains("\npool_wait_seconds_sum 20\n"))
        #expect(!reported.contains("hb.requests\n"))
    }

    @Test func `beyond the limit further series are counted as one`() {
        let many = text([.counter("a_total", by: ["x"], "A.")]) { registry in
            for place in 0..<Registry.maxSeries + 1000 {
                Counter(label: "a_total", dimensions: [("x", "\(place)")], factory: registry).increment()
            }
        }
        let series = many.split(separator: "\n").filter { $0.hasPrefix("a_total{") }
        #expect(series.count == Registry.maxSeries + 1)
        #expect(series.contains(#"a_total{x="other"} 1000"#))
    }

    @Test func `libraries cannot bring more families than a bounded number`() {
        let many = text([]) { registry in
            for place in 0..<1000 { Counter(label: "f\(place)", factory: registry).increment() }
        }
        #expect(many.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }.count == Registry.maxUndescribed)
    }

    @Test func `a name that belongs to another kind counts nothing`() {
        let mixed = text([.gauge("a", "A.")], adding: [Sample("a", 1), Sample("nobody_knows", 1)]) { registry in
            Counter(label: "a", factory: registry).increment(by: 5)
            Timer(label: "a", factory: registry).recordSeconds(5)
        }
        #expect(mixed == "# HELP a A.\n# TYPE a gauge\na 1\n")
    }

    @Test func `nothing is lost where many count at once`() async {
        let registry = Registry([.counter("a_total", "A."), .histogram("b_seconds", upTo: [1], "B.")])
        let (counter, timer) = (
            Counter(label: "a_total", factory: registry), Timer(label: "b_seconds", factory: registry)
        )
        await withDiscardingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5000 {
                        counter.increment()
                        timer.recordSeconds(2)
                    }
                }
            }
        }
        let text = registry.exposition().text
        #expect(text.contains("\na_total 40000\n"))
        #expect(text.contains("\nb_seconds_count 40000\n") && text.contains("\nb_seconds_sum 80000\n"))
    }
}
