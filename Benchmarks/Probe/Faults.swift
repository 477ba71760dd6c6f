import ArgumentParser
import Foundation

/// Prints what the daemon has done wrong, and fails if that is anything.
func report(_ faults: [String]) throws {
    for fault in faults { print("FAULT: \(fault)") }
    guard faults.isEmpty else { throw ExitCode.failure }
}

extension Double {
    func rounded(to places: Int) -> String {
        String(format: "%.\(places)f", self)
    }
}
