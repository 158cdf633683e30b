# SPDX-License-Identifier: Apache-2.0
# Skills (io.modelcontextprotocol/skills, P-582): the delivered ones, and what
# else the conformance suite does not look at.
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use Encode qw(encode);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;

use MCP::Client;
use MCP::Configtest;
use MCP::Httpd;
use MCP::Test;

my $modern = client('alice', revision => '2026-07-28');
my $extension = 'io.modelcontextprotocol/skills';

sub get { return $modern->rpc(@_) }

is_deeply(get('server/discover')->{result}{capabilities}{extensions}{$extension}, { directoryRead => JSON::PP::true },
    'P-582: skills are declared');
my $list = get('skills/list')->{result};
is_deeply([ map { $_->{frontmatter}{name} } @{ $list->{skills} } ],
    [qw(nextcloud-find nextcloud-schedule-meeting nextcloud-share-safely)], 'P-582: the delivered ones');
is_deeply([ map { $list->{$_} } qw(resultType cacheScope) ], [qw(complete private)], '... as long as they may be kept');
for my $skill (@{ $list->{skills} }) {
    my ($file) = @{ $skill->{resources} };
    my $read = get('resources/read', { uri => $file->{uri} })->{result}{contents}[0];
    my $bytes = encode('UTF-8', $read->{text});

    is("sha256:" . sha256_hex($bytes), $file->{digest}, "P-582: $file->{uri} is what its digest says");
    is(length $bytes, $file->{size}, '... and its size');
    is($read->{mimeType}, 'text/markdown', '... and its type');
    is_deeply(get('skills/get', { uri => $skill->{uri} })->{result}{skill}, $skill, '... skills/get gives the same');
    cmp_ok(length $skill->{frontmatter}{description}, '<=', 1024, '... described in short');
}

for my $wrong ('skill://nextcloud-find', 'skill://nextcloud-find/SKILL.md/', 'skill://x/SKILL.md', '', 7) {
    is(get('skills/get', { uri => $wrong })->{error}{code}, -32602, "P-582: no skill: $wrong");
}
for my $wrong ('skill://nextcloud-find/SKILL.md', 'skill://', 'nextcloud://files/', 'skill://x', '') {
    is(get('resources/directory/read', { uri => $wrong })->{error}{code}, -32602, "P-582: no folder: $wrong");
}
is(get('resources/read', { uri => 'skill://nextcloud-find/../../../etc/passwd' })->{error}{code}, -32602,
    'P-364: nothing but the files of skills');
is(get('skills/list', { cursor => 'x' })->{error}{code}, -32602, 'P-241: a cursor of somebody else');
my $legacy = client('alice', revision => '2025-11-25');
is($legacy->rpc('skills/list')->{error}{code}, -32601, 'P-264: earlier revisions have no such method');
ok(!$legacy->rpc('initialize', { protocolVersion => '2025-11-25' })->{result}{capabilities}{extensions},
    '... and are not told of it');
like($legacy->rpc('resources/read', { uri => 'skill://nextcloud-find/SKILL.md' })->{result}{contents}[0]{text},
    qr/^---\nname: nextcloud-find\n/, '... but can read them');

# --- folders of an administrator --------------------------------------------------------
my $dir = tempdir(CLEANUP => 1);

sub skill {
    my ($name, $front, %files) = @_;

    make_path("$dir/$name/ref");
    $files{'SKILL.md'} = "---\nname: $name\n$front---\n";
    for my $file (keys %files) {
        open my $handle, '>:raw', "$dir/$name/$file" or die $!;
        print {$handle} $files{$file};
        close $handle or die $!;
    }
}

chmod 0755, $dir;
skill('travel', "description: Trips\n", 'ref/a b.bin' => "\0\1", 'ref/x.txt' => 'x');
skill('alone', "description: Alone\nmetadata:\n  needs-nextcloud: \"false\"\n");
my $httpd = MCP::Httpd->new(standin => 0, mpm => $ENV{MCP_MPM} || 'event', modules => ['conformance'], config => <<"CONF"
MCPSkillsDir $dir
<Location /none>
SetHandler mcp
MCPNextcloudURL none
</Location>
<Location /closed>
SetHandler mcp
MCPNextcloudURL none
MCPResources Off
</Location>
CONF
)->start;

sub at { return MCP::Client->new(endpoint => $httpd->url . $_[0], revision => '2026-07-28') }

is_deeply([ map { $_->{uri} } @{ at('/none')->rpc('skills/list')->{result}{skills} } ], ['skill://alone/SKILL.md'],
    'without a Nextcloud there is what needs none');
is(at('/none')->rpc('resources/read', { uri => 'skill://travel/ref/x.txt' })->{error}{code}, -32602,
    '... and nothing else can be read');
my $closed = at('/closed');
is($closed->rpc('skills/list')->{error}{code}, -32601, 'P-264: MCPResources Off: no skills');
ok(!$closed->rpc('server/discover')->{result}{capabilities}{extensions}{'io.modelcontextprotocol/skills'},
    '... and none declared');
$httpd->stop;

is((configtest("MCPSkillsDir $dir"))[0], 0, 'sound skills');
skill('travel', "description: Trips: how to\n");
my ($status, $output) = configtest("MCPSkillsDir $dir");
isnt($status, 0, 'a faulty one stops httpd');
like($output, qr{MCP0070: MCPSkillsDir \Q$dir\E: travel/SKILL\.md: line 3: has ": "}, '... and says which and where');
skill('travel', "description: Trips\n");
chmod 0666, "$dir/travel/ref/x.txt" or die $!;
($status, $output) = configtest("MCPSkillsDir $dir");
like($output, qr{travel/ref/x\.txt: .*must not be writable}, 'files that anybody can change are refused');
isnt((configtest("MCPSkillsDir $dir/nowhere"))[0], 0, 'a missing directory stops httpd, if it is configured');

done_testing();
