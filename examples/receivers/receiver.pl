# A receiver for hookme:  WEBHOOK_SECRET=whsec_… PORT=4010 perl receiver.pl
use strict; use warnings;
use Digest::SHA 'hmac_sha256'; use MIME::Base64; use JSON::PP;
use IO::Socket::INET; use IO::Uncompress::Gunzip;

my @secrets = map { decode_base64(s/^whsec_//r) } split ' ', $ENV{WEBHOOK_SECRET};
my ($tolerance, $max_bytes) = (300, 64 << 20);    # seconds
my %done;    # by webhook-id. Yours belong into your database, in the transaction of the work.
$| = 1;
# In a time that says nothing of where they differ.
sub is_equal { length $_[0] == length $_[1] && !grep { $_ } unpack 'C*', $_[0] ^ $_[1] }

sub is_genuine {
    my ($headers, $body) = @_;
    my ($id, $sent, $given) = map { $headers->{"webhook-$_"} // '' } qw(id timestamp signature);
    return 0 if $id eq '' || $sent !~ /\A[0-9]{1,11}\z/ || abs(time - $sent) > $tolerance;
    my @codes = map { 'v1,' . encode_base64(hmac_sha256("$id.$sent.$body", $_), '') } @secrets;
    return scalar grep { my $one = $_; grep { is_equal($_, $one) } @codes } split / /, $given;
}

sub receive {
    my ($client, %headers) = @_;
    while (defined(my $line = <$client>)) {
        last if $line =~ /^\r?\n$/;
        $headers{lc $1} = $2 if $line =~ /^([^:\s]+):\s*(.*?)\s*$/;    # the request line has no such name
    }
    my ($body, $length) = ('', $headers{'content-length'} // 0);
    return '413 Content Too Large' if $length > $max_bytes;
    read $client, $body, $length;    # bytes: what is signed, and not what a parser makes of it
    if (($headers{'content-encoding'} // '') eq 'gzip') {
        my $packed = IO::Uncompress::Gunzip->new(\(my $bytes = $body), Transparent => 0) or return '400 Bad Request';
        $packed->read($body = '', $max_bytes) >= 0 or return '400 Bad Request';
    }
    return '401 Unauthorized' unless is_genuine(\%headers, $body);
    unless ($done{ $headers{'webhook-id'} }) {
        print "done $headers{'webhook-id'} ", decode_json($body)->{repository}, "\n";    # the work
        $done{ $headers{'webhook-id'} } = 1;    # after it, so that what fails is sent again
    }
    return '204 No Content';
}

my %place = (LocalAddr => '127.0.0.1', LocalPort => $ENV{PORT} // 4010);
my $server = IO::Socket::INET->new(%place, Listen => 128, ReuseAddr => 1) or die "cannot listen: $!\n";
while (my $client = $server->accept) {
    local $SIG{ALRM} = sub { die "too slow\n" };
    eval { alarm 20; print $client 'HTTP/1.1 ' . receive($client) . "\r\nconnection: close\r\n\r\n"; 1 } or warn $@;
    alarm 0;
    close $client;
}
