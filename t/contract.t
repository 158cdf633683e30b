# SPDX-License-Identifier: Apache-2.0
# Does the stand-in speak as the recorded Nextcloud did? Replays the exchanges
# of t/fixtures/wire in the order of their recording and compares the answers.
# STANDIN_URL names the server; without it, the one of Apache::Test is used.
use strict;
use warnings;
use FindBin ();
use lib "$FindBin::Bin/lib";
use HTTP::Date ();
use JSON::PP ();
use MIME::Base64 ();
use Test::More;
use Time::HiRes ();
use MCP::Shape ();
use MCP::Wire ();
use MCP::WireIds ();

my $BASE = $ENV{STANDIN_URL} // do {
    require Apache::Test;
    my $vars = Apache::Test::vars();
    "http://$vars->{servername}:$vars->{port}";
};
$BASE =~ s{/$}{};

# What the stand-in does otherwise, and why that is right.
my %EXCEPTIONS = (
    '137-propfind-bad-xml' => 'the same complaint of libxml, but its column'
        . ' depends on how the parser is fed, and PHP feeds it otherwise',
);

# Recorded values (etags, tokens, ids, times) and what stands for them here.
my (%VALUE, %FILE_ID);
my $ids = MCP::WireIds->new;

# ---- the way there -------------------------------------------------------------

sub control {
    my ($action, $data) = @_;
    my $response = MCP::Wire::send_request($BASE, {
        method => 'POST', target => "/standin-control/$action",
        headers => [ [ 'Content-Type' => 'application/json' ] ],
        body => JSON::PP->new->utf8->encode($data // {}),
    });
    die "control $action: $response->{status}\n" if $response->{status} != 200;
    return;
}

sub dav {
    my ($method, $path, $body, @headers) = @_;
    return MCP::Wire::send_request($BASE, {
        method => $method, target => "/remote.php/dav/files/alice/$path",
        headers => [ [ Authorization => 'Bearer app-alice' ], @headers ],
        body => $body // '',
    });
}

# A request of bob's to Talk; the data of the answer.
sub talk {
    my ($target, $data) = @_;
    my $response = MCP::Wire::send_request($BASE, {
        method => 'POST', target => "/ocs/v2.php/apps/spreed/api/$target",
        headers => [ [ Authorization => 'Bearer app-bob' ],
            [ 'Content-Type' => 'application/json' ], [ Accept => 'application/json' ] ],
        body => JSON::PP->new->utf8->encode($data),
    });
    return JSON::PP->new->utf8->decode($response->{body})->{ocs}{data};
}

sub mention_alice {
    my $room = talk('v4/room', { roomType => 2, roomName => 'x' });
    talk("v4/room/$room->{token}/participants", { newParticipant => 'alice' });
    talk("v1/chat/$room->{token}", { message => 'Hi @alice' });
    return;
}

# So that what has to happen within one second does.
sub next_second {
    my $now = Time::HiRes::time();
    Time::HiRes::sleep(1 - ($now - int $now) + 0.01);
    return;
}

# Steps whose exchanges were not recorded, or are of no interest here.
my %BEFORE = (
    '211' => sub {
        for my $n (1 .. 3) {
            my $made = dav('PUT', 'Docs/ver.txt', "version $n\n",
                [ 'X-OC-MTime' => 1760000000 + $n * 1000 ]);
            $FILE_ID{126} = file_id($made);
        }
    },
    '242'  => sub { dav('PUT', 'Docs/bulk1.txt', 'hello') },
    # One failure more was on record, of a login that is no part of this.
    '720' => sub {
        MCP::Wire::send_request($BASE, { method => 'GET', body => '',
            target => '/ocs/v2.php/cloud/user', headers => [
                [ Authorization => 'Basic '
                    . MIME::Base64::encode('bob:gone', '') ] ] });
    },
    map({ ($_ => sub { dav('PUT', 'r1%20file.txt', 'hi') }) } 1643, 1761),
    '1783' => \&mention_alice,
    '1230' => sub { $VALUE{'20ba46dc32f70a7380854ed52a703b6e'} = etag_of('ver') },
    '1233' => sub {
        dav('PUT', 'Docs/te.txt', "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n",
            [ 'Transfer-Encoding' => 'chunked' ]);
    },
    '1270' => sub { next_second() },
    '1272' => sub { next_second() },
    '1274' => sub {
        next_second();
        my $made = dav('PUT', 'Docs/etag4.txt', 'first');
        $VALUE{'070c84adb9e1ef95dac04cfc68cedaa3'} = etag($made);
    },
);

sub etag {
    my ($response) = @_;
    return (MCP::Wire::header($response, 'ETag') // '') =~ s/"//gr;
}

sub etag_of { return etag(dav('HEAD', "Docs/$_[0].txt")) }

sub file_id {
    my ($response) = @_;
    my ($id) = (MCP::Wire::header($response, 'OC-FileId') // '') =~ /^0*(\d+?)oc/;
    return $id;
}

# Weather: [ exchanges, control action, settings at the start, at the end ].
my @PHASES = (
    [ qr/^19[345]$/, lock => { path => '/Docs/hello.txt' },
        { path => '/Docs/hello.txt', on => 0 } ],
    [ qr/^(?:50\d|588|72\d)$/, apps => { set => 'all' }, { set => 'default' } ],
    [ qr/^(?:599|600|80\d|813|819[cd]|8[2-7]\d|5[13]\d|9[0-5]\d|1[016789]\d\d)$/,
        apps => { plain => 0 }, { plain => 1 } ],
    [ qr/^72\d$/,   throttle    => { mode => 'count' }, { mode => 'off' } ],
    [ qr/^124\d$/, maintenance => { on => 1 }, { on => 0 } ],
);

my %phase_on;

sub set_weather {
    my ($id) = @_;
    for my $i (0 .. $#PHASES) {
        my ($match, $action, $start, $end) = @{ $PHASES[$i] };
        my $on = $id =~ $match ? 1 : 0;
        next if $on == ($phase_on{$i} // 0);
        control($action, $on ? $start : $end);
        $phase_on{$i} = $on;
    }
    return;
}

# ---- the request as it has to be here ----------------------------------------------

sub adapt {
    my ($exchange) = @_;
    my %request = %{ $exchange->{request} };
    $request{headers} = [ map { [@$_] } @{ $request{headers} } ];
    MCP::Wire::set_header(\%request, Cookie => undef);
    my $auth = MCP::Wire::header(\%request, 'Authorization');
    MCP::Wire::set_header(\%request, Authorization => credentials($auth))
        if defined $auth;
    my $disabled = $exchange->{name} =~ /^125/;
    $_ = here($_, $disabled) for $request{target}, $request{body};
    $_->[1] = here($_->[1], $disabled) for @{ $request{headers} };
    return \%request;
}

sub here {
    my ($text, $disabled) = @_;
    $text =~ s/\Q$_\E/$VALUE{$_}/g for sort keys %VALUE;
    $text =~ s/\bcarol\b/dave/ if $disabled;
    return file_ids($ids->translate($text));
}

# Ids only where they are ids.
sub file_ids {
    my ($text) = @_;
    my $id = sub { $FILE_ID{ $_[0] } // $_[0] };
    $text =~ s{(fileId"?[=:]|/versions/(?=\d+(?:/|$)))(\d+)}{$1 . $id->($2)}ge;
    $text =~ s{(<d:literal>)(\d+)(?=</)}{$1 . $id->($2)}ge
        if $text =~ /<oc:fileid/;
    return $text;
}

# alice:ALICE-APP-PASSWORD and alice's login password are app-alice here.
sub credentials {
    my ($header) = @_;
    my ($scheme, $rest) = split / /, $header, 2;
    return "$scheme " . password($rest) if lc $scheme eq 'bearer';
    my ($login, $password) = split /:/, MIME::Base64::decode($rest), 2;
    $login = 'dave' if $login eq 'carol' && $::DISABLED;
    return "$scheme "
        . MIME::Base64::encode("$login:" . password($password), '');
}

# Bearer with a login password is refused, so that one is left as it is.
sub password {
    my ($text) = @_;
    $text =~ s/^([A-Z]+)-APP-PASSWORD$/'app-' . lc $1/e;
    $text =~ s/^app-carol$/app-dave/ if $::DISABLED;
    $text =~ s/^([a-z]+)pass-1$/app-$1/ if !$::LOGIN_PASSWORD_IS_WRONG;
    return $text;
}

# ---- what later requests have to know -------------------------------------------------

sub learn {
    my ($recorded, $got) = @_;
    my ($old, $new) = (etag($recorded), etag($got));
    $VALUE{$old} = $new if length $old > 12 && length $new;
    ($old, $new) = (file_id($recorded), file_id($got));
    $FILE_ID{$old} = $new if defined $old && defined $new;
    pair($recorded, $got, qr/"token":"(\w{15})"/);
    pair($recorded, $got, qr{/direct\\?/(\w{60})});
    while ($recorded->{body} =~ m{/trash/([^<]+)\.d(\d+)<}g) {
        my ($name, $time) = ($1, $2);
        $VALUE{"$name.d$time"} = "$name.d$1"
            if $got->{body} =~ m{/trash/\Q$name\E\.d(\d+)<};
    }
    my $page = 'X-NC-Paginate-Token';
    ($old, $new) = map { MCP::Wire::header($_, $page) } $recorded, $got;
    $VALUE{$old} = $new if defined $old && defined $new;
    return;
}

sub pair {
    my ($recorded, $got, $pattern) = @_;
    my ($old) = $recorded->{body} =~ $pattern or return;
    my ($new) = $got->{body} =~ $pattern or return;
    $VALUE{$old} = $new;
    return;
}

# ---- the run ------------------------------------------------------------------------

sub when {
    my ($exchange) = @_;
    my $date = MCP::Wire::header($exchange->{response}, 'Date');
    return HTTP::Date::str2time($date) // 0;
}

my @exchanges = map { MCP::Wire::read_exchange($_) }
    glob "$FindBin::Bin/fixtures/wire/*.http";
$_->{id} = $_->{name} =~ s/-.*//r, $_->{when} = when($_) for @exchanges;

# Some ids are a number and a letter.
sub number { return $_[0]{id} =~ /^(\d+)/ ? $1 : 0 }

@exchanges = sort { $a->{when} <=> $b->{when} || number($a) <=> number($b)
        || $a->{name} cmp $b->{name} } @exchanges;

plan tests => scalar @exchanges;
control('reset');
control('apps', { plain => 1 });
my $matched = 0;
my %done;
for my $exchange (@exchanges) {
    my $id = $exchange->{id};
    set_weather($id);
    $BEFORE{$id}->() if $BEFORE{$id} && !$done{$id}++;
    local $::DISABLED = $id =~ /^125\d$/;
    local $::LOGIN_PASSWORD_IS_WRONG = $id eq '879';
    my $got = MCP::Wire::send_request($BASE, adapt($exchange));
    learn($exchange->{response}, $got);
    $ids->learn($exchange->{request}, $exchange->{response}, $got);
    # Up to here nothing happened that is not replayed.
    my ($number) = $id =~ /^(\d+)/;
    my @diff = MCP::Shape::differences($exchange->{response}, $got,
        same_hrefs => $number >= 130 && $number <= 183);
    $matched++ if !@diff;
    my $reason = $EXCEPTIONS{ $exchange->{name} };
    TODO: {
        local $TODO = $reason if defined $reason;
        ok(!@diff, $exchange->{name}) or diag(join "\n", @diff);
    }
    diag("$exchange->{name}: $reason") if defined $reason;
}
control('reset');
diag("contract: $matched of " . scalar(@exchanges)
    . ' recorded exchanges match');
