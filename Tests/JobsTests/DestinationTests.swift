import Jobs
import Testing

struct DestinationTests {
    @Test(arguments: [
        ("default", "default"), ("https://example.com/s3cret?key=s3cret", "https://example.com"),
        ("http://user:s3cret@[::1]:8080/a", "http://[::1]:8080"), ("https://example.com", "https://example.com"),
        ("s3cret", "a URL"), ("s3cret\n[+]store ok", "a URL"), ("https://ex ample/s3cret", "a URL"),
        ("file:///s3cret", "a URL"),
    ])
    func `of a URL no more is shown than where it leads`(text: String, shown: String) {
        let destination = Destination(text: text)
        #expect(destination.text == text && destination.publicText == shown)
    }
}
