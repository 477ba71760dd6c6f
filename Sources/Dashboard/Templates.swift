import Mustache

/// The pages' templates, as they stand in `Templates/`, compiled into the binary. What is put into them is escaped, but for what
/// another one of them has made.
enum Templates {
    enum Name: String, CaseIterable {
        case layout
        case overview
        case tasks
        case filter
        case task
        case payload
        case question
        case signIn = "sign-in"
        case message
        case time
        case badge
        case plot
    }

    static func render(_ name: Name, _ view: some Sendable) -> String {
        library.render(view, withTemplate: name.rawValue) ?? ""
    }

    private static let library: MustacheLibrary = {
        let texts: [Name: [UInt8]] = [
            .layout: PackageResources.layout_mustache, .overview: PackageResources.overview_mustache,
            .tasks: PackageResources.tasks_mustache, .filter: PackageResources.filter_mustache,
            .task: PackageResources.task_mustache, .payload: PackageResources.payload_mustache,
            .question: PackageResources.question_mustache, .signIn: PackageResources.sign_in_mustache,
            .message: PackageResources.message_mustache, .time: PackageResources.time_mustache,
            .badge: PackageResources.badge_mustache, .plot: PackageResources.plot_mustache,
        ]
        var templates: [String: MustacheTemplate] = [:]
        for (name, text) in texts {
            // Without the line's end, so that a template may stand inside of a line.
            let source = String(decoding: text.last == UInt8(ascii: "\n") ? text.dropLast() : text[...], as: UTF8.self)
            guard let template = try? MustacheTemplate(string: source) else {
                preconditionFailure("the template \(name.rawValue) is not one")
            }
            templates[name.rawValue] = template
        }
        return MustacheLibrary(templates: templates)
    }()
}
