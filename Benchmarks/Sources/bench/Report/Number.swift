import Foundation

extension Double {
    /// With three digits that matter, and a comma after each third one.
    var readable: String {
        guard isFinite else { return "–" }
        let digits = abs(self) >= 100 ? 0 : abs(self) >= 10 ? 1 : 2
        let text = String(format: "%.\(digits)f", self)
        guard abs(self) >= 1000 else { return text }
        return Int(rounded()).formatted(.number.grouping(.automatic).locale(Locale(identifier: "en_US")))
    }

    /// As short as it can be written.
    var short: String {
        self == rounded() ? String(Int(self)) : String(format: "%.3g", self)
    }
}
