import Foundation
import Prometheus

/// What the kernel says of this process (proc(5)). Nothing where there is no `/proc`.
enum ProcessUsage {
    static var samples: [Sample] {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8) else { return [] }
        return times(stat) + memory(stat) + descriptors
    }

    /// The fields behind the program's name, which may hold spaces itself: the first of them is proc(5)'s third.
    private static func fields(_ stat: String) -> [Substring] {
        stat.lastIndex(of: ")").map { stat[stat.index(after: $0)...].split(separator: " ") } ?? []
    }

    /// - Parameter number: proc(5)'s, from 3.
    private static func field(_ number: Int, of stat: String) -> Double? {
        let fields = fields(stat)
        return fields.indices.contains(number - 3) ? Double(fields[number - 3]) : nil
    }

    static func times(_ stat: String) -> [Sample] {
        guard let user = field(14, of: stat), let system = field(15, of: stat) else { return [] }
        return [Sample("process_cpu_seconds_total", (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))))]
    }

    static func memory(_ stat: String) -> [Sample] {
        guard let pages = field(24, of: stat) else { return [] }
        return [Sample("process_resident_memory_bytes", pages * Double(sysconf(Int32(_SC_PAGESIZE))))]
    }

    private static var descriptors: [Sample] {
        guard let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return [] }
        // The folder itself was open to be listed.
        var samples = [Sample("process_open_fds", max(0, open.count - 1))]
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            samples.append(Sample("process_max_fds", limit.rlim_cur))
        }
        return samples
    }
}
