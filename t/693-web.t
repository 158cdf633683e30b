# SPDX-License-Identifier: Apache-2.0
# web_fetch: what it reads, and what it does not let itself be sent to. In a
# live run the Nextcloud is the one host on the inside that is allowed.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;

use MCP::Test;

offer();
plan skip_all => 'SKIP: web_fetch is off' unless has_tool('web_fetch');

my $base = nextcloud_url();
my $page = "$base/outside/page";

sub page { return tool(web_fetch => { url => "$page/$_[0]", @_[ 1 .. $#_ ] }) }

# The name has to be another than the one that is allowed.
my ($port) = $base =~ /:(\d+)/;
my %inside = (
    'loopback' => 'http://127.0.0.1/',
    'loopback by name' => 'http://localhost/',
    'https too' => 'https://localhost/',
    'IPv6 loopback' => 'http://[::1]/',
    'mapped' => 'http://[::ffff:127.0.0.1]/',
    'NAT64' => 'http://[64:ff9b::7f00:1]/',
    '6to4' => 'http://[2002:7f00:1::]/',
    'private' => 'http://10.0.0.1/',
    'link-local' => 'http://169.254.169.254/latest/meta-data/',
    'this host' => 'http://0.0.0.0/',
    'carrier-grade NAT' => 'http://100.100.100.200/',
    'unique local' => 'http://[fd00:ec2::254]/',
    'multicast' => 'http://224.0.0.1/',
    # libcurl reads these as IPv4 addresses, as inet_aton does
    'a number' => 'http://2130706433/',
    'in hexadecimal' => 'http://0x7f000001/',
    'in octal' => 'http://0177.0.0.1/',
    'short' => 'http://127.1/',
);

subtest 'nobody is sent inside' => sub {
    faults(tool(web_fetch => { url => $inside{$_} }),
        qr/not fetched: it is on the inside|cannot connect/, $_)
        for sort keys %inside;
    faults(tool(web_fetch => { url => $inside{$_} }), qr/it is on the inside/, "$_, for that reason")
        for 'loopback', 'loopback by name', 'private', 'a number', 'short';
    faults(tool(web_fetch => { url => "http://localhost:$port/outside/page/" }),
        qr/usual ports/, 'another name with the port that is allowed');
    faults(tool(web_fetch => { url => 'http://127.0.0.1:22/' }), qr/usual ports/, 'another port');
    faults(tool(web_fetch => { url => $_ }), qr/must begin/, $_)
        for 'file:///etc/passwd', 'gopher://127.0.0.1/', 'ftp://example.com/';
    faults(tool(web_fetch => { url => "http://127.0.0.1:$port\@localhost/" }),
        qr/user name/, 'a user name that looks like a host');
};

if (is_live()) {
    subtest 'the Nextcloud' => sub {
        like(gives(tool(web_fetch => { url => "$base/status.php" }), 'JSON')->{content},
            qr/"productname"/, 'its status');
        my $data = gives(tool(web_fetch => { url => "$base/index.php/login" }), 'a page');
        like($data->{title}, qr/\w/, 'has a title');
        unlike($data->{content}, qr/<\w+/, 'and no elements');
        faults(tool(web_fetch => { url => "$base/index.php/apps/nope" }), qr/404/, 'a missing page');
        faults(tool(web_fetch => { url => '' }), qr/url/, 'no URL');
    };
    done_testing();
    exit 0;
}

subtest 'nor by a redirect' => sub {
    faults(page('redirect?to=' . $inside{$_} =~ s/([^\w.])/sprintf '%%%02X', ord $1/ger),
        qr/it is on the inside/, $_)
        for 'loopback', 'loopback by name', 'link-local', 'mapped';
    faults(page('redirect?to=file%3A%2F%2F%2Fetc%2Fpasswd'), qr/must begin/, 'a file');
    faults(page('loop'), qr/redirects more than/, 'round and round');
    is(gives(page("redirect?to=/outside/page/json"), 'a good one')->{url}, "$page/json",
        'is followed');
};

subtest 'a page' => sub {
    MCP::StandIn::clear_log();
    my $data = gives(page("a%20b/%C3%A4%231?q=%F0%9F%98%80#part"), 'with an odd name');
    is($data->{title}, 'A & B', 'its title');
    is($data->{content}, "# Grüße\n\nSee [the other]($page/a%20b/other.html?x=1#y).",
        'its text');
    my ($seen) = grep { $_->{uri} =~ m{^/outside/} } MCP::StandIn::requests();
    is($seen->{uri}, '/outside/page/a%20b/%C3%A4%231?q=%F0%9F%98%80', 'what was asked for');
    is($seen->{$_}, undef, "no $_") for qw(auth_sha256 cookie xff);
    like($seen->{user_agent}, qr{^mod_mcp/[\d.]+$}, 'nor where we live');
    is(gives(page('latin1'), 'Latin 1')->{content}, 'über', 'is read');
    is(gives(page('json'), 'JSON')->{content}, '{"a":1}', 'is as it is');
    faults(page('picture'), qr{no text but image/png \(10 bytes\)}, 'a picture');
    faults(page('missing'), qr/404/, 'a missing page');
    faults(tool(web_fetch => { url => 'http://' . ('x' x 5000) }), qr/url/, 'too long');
};

subtest 'in parts' => sub {
    my $data = gives(page('long'), 'the first');
    my $first = length $data->{content};
    cmp_ok($data->{next_offset}, '>', 1000, 'tells of the second');
    my $next = gives(page('long', offset => $data->{next_offset}), 'the second');
    isnt($next->{next_offset}, $data->{next_offset}, 'goes on');
    is(substr($data->{content}, -5) . substr($next->{content}, 0, 5),
        substr('word ' x 20, $first % 5, 10) =~ s/^(.{10}).*/$1/r, 'where the first ended');
    is(gives(page('json', offset => 100), 'behind the end')->{content}, '', 'is nothing');
};

done_testing();
