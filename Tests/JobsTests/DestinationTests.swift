import Jobs
import Testing

struct DestinationTests {
    @Test(arguments: [
        (Destination.default, "default"),
        (.url("https://user:secret@example.com:8443/hook/secret?key=secret#x"), "https://example.com:8443"),
        (.url("http://[::1]/secret"), "http://[::1]"), (.url("secret"), "a URL of its own"),
    ])
    func `a log shows where it leads and none of its secrets`(destination: Destination, text: String) {
        #expect(destination.withoutSecrets == text)
    }
}
