import JobStore
import Jobs
import TestSupport
import Testing

@testable import Dashboard

/// The small parts of which pages are made.
struct WordsTests {
    @Test func `numbers and times are written for people`() {
        #expect(
            [0, 12, 999, 1000, 1_234_567, -4321].map(\.grouped) == ["0", "12", "999", "1,000", "1,234,567", "-4,321"])
        #expect(1.counted("job") == "1 job" && 1000.counted("job") == "1,000 jobs")
        let durations: [Int64] = [0, 340, 1234, 59_999, 60_000, 200_000, 7_500_000, 273_600_000]
        #expect(
            durations.map { Milliseconds($0).words }
                == ["0 ms", "340 ms", "1.2 s", "59.9 s", "1 min", "3 min 20 s", "2 h 5 min", "3 d 4 h"])
        #expect([812, 65_536, 1_572_864, 2_200_000_000].map(\.bytes) == ["812 bytes", "64 KiB", "1.5 MiB", "2.0 GiB"])
        #expect(Moment(Timestamp(millisecondsSinceEpoch: 1_800_000_000_123)).utc == "2027-01-15 08:00:00 UTC")
    }

    @Test func `JSON is indented, and otherwise as it was`() {
        let json = #"{"a":[1,{},[]],"b":"}\"{,","c":{"d":null}}"#
        let text = JSONText.indented(json.utf8)
        #expect(
            text
                == "{\n  \"a\": [\n    1,\n    {},\n    []\n  ],\n  \"b\": \"}\\\"{,\",\n  \"c\": {\n    \"d\": null\n  }\n}"
        )
        for length in 0...json.utf8.count { _ = JSONText.indented(json.utf8.prefix(length)) }
    }

    @Test func `what an operator has made of a payload is shown also where it closes more than it opens`() {
        #expect(JSONText.indented("]}".utf8) == "\n]\n}")
        #expect(JSONText.indented("{}}{\"a\":1}".utf8) == "{}\n}{\n  \"a\": 1\n}")
    }

    @Test func `a shell takes what is quoted for nothing but text`() async throws {
        let text = #"it's $HOME `id` "x" \ !"#
        let result = try await run("sh", ["-c", "printf %s \(CurlCommand.quoted(text))"])
        #expect(result.output == text)
    }

    @Test func `a line has gaps where nothing is known, a stroke where it is known once, and no early fall`() {
        #expect(Plot.path([0, 5, 10], top: 10, width: 20, height: 10) == "M0 10L10 5L20 0")
        #expect(Plot.path([nil, 5, nil, 10, 10], top: 10, width: 40, height: 10) == "M0 5h10M30 0L40 0")
        #expect(Plot.withoutFall([3, 5, 2]) == [3, 5, nil] && Plot.withoutFall([3, 5, 5]) == [3, 5, 5])
        #expect(Plot.withoutBeginning([3, nil, 2]) == [3, nil, nil] && Plot.withoutBeginning([nil, 2]) == [nil, 2])
        #expect([0, 1, 3, 7, 11, 50, 51, 1001].map(Plot.roundUp) == [1, 1, 5, 10, 20, 50, 100, 2000])
    }

    @Test func `a legend of latencies tells of what is drawn`() {
        var history = (0..<3).map { HistorySpan(begin: Timestamp(millisecondsSinceEpoch: $0 * 60_000)) }
        history[2].meanLatency = 80_000
        history[2].maxLatency = 80_000
        #expect(Plot.latency("Last hour", history).lines.map(\.sum) == ["1 min 20 s", "1 min 20 s"])
        history[1].meanLatency = 8000
        history[1].maxLatency = 10_000
        #expect(Plot.latency("Last hour", history).lines.map(\.sum) == ["8.0 s", "10.0 s"])
    }

    @Test func `a form's values are read as a browser writes them`() {
        let values = FormValues("a=1&b=x+y%26z&c=&d&a=2&e=%zz&f=%3Cb%3E")
        #expect(values["a"] == "1" && values["b"] == "x y&z" && values["c"] == nil && values["d"] == nil)
        #expect(values["e"] == "%zz" && values["f"] == "<b>" && values["g"] == nil)
        #expect(FormValues.encoded([("a", "x y&z/é"), ("b", nil)]) == "a=x%20y%26z%2F%C3%A9")
    }
}
