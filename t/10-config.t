# SPDX-License-Identifier: Apache-2.0
# Directives: what "httpd -t" says to wrong ones, and how Locations merge.
use strict;
use warnings;

use File::Temp qw(tempdir);
use Test::More;

use Apache::Test ();
use MCP::Test;

my $vars = Apache::Test::vars();
my $top = $ENV{MCP_TOP};
my $dir = tempdir(CLEANUP => 1);

# "httpd -t" with these lines after the modules: [exit status, output].
sub configure {
    my ($lines, $tools) = @_;

    $tools ||= "$top/tools.d";
    open my $conf, '>', "$dir/httpd.conf" or die $!;
    print $conf <<CONF;
ServerRoot $dir
ServerName localhost
Listen 127.0.0.1:1
ErrorLog $dir/error_log
PidFile $dir/pid
Include $top/t/conf/modules.conf
MCPToolsDir $tools
$lines
CONF
    close $conf;
    my $output = `$vars->{httpd} -t -f $dir/httpd.conf 2>&1`;
    return ($? >> 8, $output);
}

sub in_location { return "<Location /mcp>\nSetHandler mcp\n$_[0]\n</Location>" }


# --- taken ---------------------------------------------------------------------
for my $lines (
    'MCPNextcloudURL self', 'MCPNextcloudURL none', 'MCPNextcloudURL https://cloud.example.com/nextcloud/',
    'MCPNextcloudURL http://[::1]:8080', 'MCPNextcloudHost cloud.example.com:8443',
    'MCPConnectTimeout 500ms', 'MCPUpstreamTimeout 2min', 'MCPJobTimeout 60', 'MCPTaskTimeout 0', 'MCPWatchInterval 0', 'MCPWatchInterval 5min', 'MCPTaskTimeout 1h 2h', 'MCPKeepAlive 5',
    'MCPAnswerTimeout 5min', 'MCPSessionTimeout 8h',
    'MCPMaxBody 1M', 'MCPMaxResponse 64K', 'MCPMaxContent 1024', 'MCPReadOnly On', 'MCPResources Off',
    'MCPTools all -delete_* +app:files', 'MCPTools none', 'MCPTools -app:sha?es',
    'MCPTools -hint:destructive', 'MCPToolset files groupware readonly', 'MCPCompact On',
    'MCPConfirm +hint:writes -create_*', 'MCPConfirmFallback run', 'MCPConfirmFallback Refuse',
    'MCPAllowOrigin * https://app.example.com', 'MCPAuthCache 0 0', 'MCPAuthCache 5min',
    'MCPService weather On', 'MCPService web off', 'MCPService osrm https://osrm.example.com/x/',
    'MCPWebAllow wiki.example.com 192.0.2.1:8080 [::1]', 'MCPToolsCache 10', 'MCPForwardClientAddress Off', 'MCPNotice Off', 'MCPNotice "By an assistant"',
    )
{
    my ($status, $output) = configure(in_location($lines));
    is($status, 0, $lines) or diag $output;
}
is((configure($_))[0], 0, $_) for 'MCPJobThreads 4', 'MCPMaxWaiting 4', 'MCPMaxStreams 4', 'MCPMaxStreams 100 2',
    'MCPPark on', 'MCPPark Off', 'MCPPark On 500',
    'MCPNextcloudURL self';

for ([ 'open.key' => 'secret', 0644 ], [ 'empty.key' => '', 0600 ], [ 'good.key' => "secret\n", 0600 ]) {
    my ($name, $text, $mode) = @$_;
    open my $key, '>', "$dir/$name" or die $!;
    print $key $text;
    close $key;
    chmod $mode, "$dir/$name";
}
is((configure(in_location("MCPServiceKey here $dir/good.key")))[0], 0, 'MCPServiceKey');

# --- refused, with file, line and the legal values ---------------------------------
my %wrong = (
    'MCPNextcloudURL ftp://cloud'           => qr/"ftp:\/\/cloud" is neither "self" nor "none" nor a URL/,
    'MCPNextcloudURL https://a:b@cloud'     => qr/no user, query or fragment/,
    'MCPNextcloudURL cloud.example.com'     => qr/neither "self" nor "none" nor a URL/,
    'MCPNextcloudURL https://cloud/?x'      => qr/neither "self" nor "none" nor a URL/,
    'MCPNextcloudHost https://cloud'        => qr/not a host name/,
    'MCPNextcloudHost "a b"'                => qr/not a host name/,
    'MCPConnectTimeout 0'                   => qr/not a time from 100ms to 60s/,
    'MCPConnectTimeout soon'                => qr/not a time from 100ms to 60s/,
    'MCPUpstreamTimeout 2h'                 => qr/not a time from 100ms to 3600s/,
    'MCPJobTimeout -1'                      => qr/not a time from 1s to 3600s/,
    'MCPTaskTimeout 2h 1'                   => qr/not a time from 60s to/,
    'MCPWatchInterval often'                => qr/not a time from 0s to 86400s/,
    'MCPTaskTimeout 30d'                    => qr/not a time from 0s to 86400s/,
    'MCPAnswerTimeout 0'                    => qr/not a time from 1s to 3600s/,
    'MCPSessionTimeout 1s'                  => qr/not a time from 2s to 2592000s/,
    'MCPKeepAlive 0'                        => qr/not a time from 100ms to 600s/,
    'MCPMaxBody 12'                         => qr/not a number of bytes from 1024 to/,
    'MCPMaxBody 1T'                         => qr/not a number of bytes/,
    'MCPMaxBody 9999999G'                   => qr/not a number of bytes/,
    'MCPMaxResponse none'                   => qr/not a number of bytes from 65536/,
    'MCPMaxContent 1'                       => qr/not a number of bytes from 1024/,
    'MCPReadOnly Perhaps'                   => qr/On or Off/i,
    'MCPTools'                              => qr/MCPTools/,
    'MCPTools delete/file'                  => qr/delete\/file/,
    'MCPTools +'                            => qr/\+/,
    'MCPTools +hint:safe'                   => qr/must be hint:read-only, hint:writes/,
    'MCPToolset flies'                      => qr/"flies" is none of: all, readonly, files/,
    'MCPConfirm destructive'                => qr/must begin with \+ or -/,
    'MCPConfirmFallback ask'                => qr/neither "refuse" nor "run"/,
    'MCPCompact 1'                          => qr/On or Off/i,
    'MCPAllowOrigin app.example.com'        => qr/neither "\*" nor an origin/,
    'MCPAllowOrigin https://a.example/path' => qr/neither "\*" nor an origin/,
    'MCPAuthCache forever'                  => qr/not a time from 0s to 3600s/,
    'MCPAuthCache 60 6000'                  => qr/not a time from 0s to 300s/,
    'MCPToolsCache 0'                       => qr/not a time from 1s to 3600s/,
    'MCPForwardClientAddress 1'             => qr/On or Off/i,
    'MCPNotice ' . 'x' x 600                => qr/not be longer than 500 bytes/,
    'MCPService wether On'                  => qr/"wether" is none of: duckduckgo, here,/,
    'MCPService weather Perhaps'            => qr/neither On nor Off nor a URL/,
    'MCPService weather ftp://a.example'    => qr/a URL like/,
    'MCPService web https://a.example'      => qr/web has no URL/,
    'MCPService weather'                    => qr/MCPService/,
    'MCPServiceKey weather /x'              => qr/weather needs no key/,
    'MCPServiceKey here /nowhere/key'       => qr{cannot read /nowhere/key},
    "MCPServiceKey here $dir/open.key"      => qr/must not be readable by everybody/,
    "MCPServiceKey here $dir/empty.key"     => qr/one line with the key/,
    'MCPWebAllow http://wiki'               => qr/not a host like/,
    'MCPWebAllow wiki:port'                 => qr/not a host like/,
    'MCPJobThreads 4'                       => qr/not allowed in <Location|cannot occur within/,
);
for my $line (sort keys %wrong) {
    my ($status, $output) = configure(in_location($line));
    my $name = substr $line, 0, 60;

    isnt($status, 0, "$name is refused");
    like($output, $wrong{$line}, "$name: says why");
    like($output, qr/on line 10 of \Q$dir\E\/httpd.conf/, "$name: says where");
}
for my $line ('MCPJobThreads 0', 'MCPJobThreads 5000', 'MCPMaxWaiting 0', 'MCPMaxWaiting many', 'MCPMaxStreams 0', 'MCPMaxStreams 4 0', 'MCPPark On 0') {
    my ($status, $output) = configure($line);
    isnt($status, 0, "$line is refused");
    like($output, qr/not a number from 1 to/, "$line: says why");
}
like((configure('MCPPark yes'))[1], qr/"yes" is neither "On" nor "Off"/, 'MCPPark is On or Off');
my ($status, $output) = configure("<VirtualHost *:1>\nMCPMaxWaiting 4\n</VirtualHost>");
isnt($status, 0, 'MCPMaxWaiting in a virtual host is refused');

# --- manifests are proven by "httpd -t" ----------------------------------------------
mkdir "$dir/tools";
open my $manifest, '>', "$dir/tools/broken.json" or die $!;
print $manifest '{"tools":[{"name":"x"}]}';
close $manifest;
chmod 0644, "$dir/tools/broken.json";
($status, $output) = configure('', "$dir/tools");
my $log = do { local (@ARGV, $/) = ("$dir/error_log"); -e $ARGV[0] ? <> : '' };
isnt($status, 0, 'a faulty manifest stops httpd');
like("$output$log", qr/MCPToolsDir \Q$dir\E\/tools: .*broken\.json: \/tools\/0/, '... and is named with file and place');
($status, $output) = configure('', "$dir/nowhere");
isnt($status, 0, 'a missing directory stops httpd');

# --- prompts -----------------------------------------------------------------------------
mkdir "$dir/prompts";
open $manifest, '>', "$dir/prompts/broken.json" or die $!;
print $manifest '{"prompts":[{"name":"abc","description":"D","messages":[{"role":"user","text":"{x}"}]}]}';
close $manifest;
chmod 0644, "$dir/prompts/broken.json";
($status, $output) = configure("MCPPromptsDir $dir/prompts");
$log = do { local (@ARGV, $/) = ("$dir/error_log"); -e $ARGV[0] ? <> : '' };
isnt($status, 0, 'a faulty prompt stops httpd');
like("$output$log", qr/MCPPromptsDir \Q$dir\E\/prompts: .*broken\.json: \/prompts\/0\/messages\/0\/text: \{x\}/,
    '... and is named with file and place');
is((configure("MCPPromptsDir $top/prompts.d"))[0], 0, 'the delivered prompts are sound');
isnt((configure("MCPPromptsDir $dir/nowhere"))[0], 0, 'a missing directory stops httpd, if it is configured');
isnt((configure(in_location("MCPPromptsDir $dir/prompts")))[0], 0, 'MCPPromptsDir in a Location is refused');
isnt((configure(in_location('MCPResources maybe')))[0], 0, 'MCPResources is On or Off');

# --- rules that match nothing ----------------------------------------------------------
($status, $output) = configure(in_location('MCPTools all -delete_fiel -app:fiels'));
$log = do { local (@ARGV, $/) = ("$dir/error_log"); -e $ARGV[0] ? <> : '' };
is($status, 0, 'a rule that matches no tool is taken');
like("$output$log", qr/httpd\.conf:10: MCPTools: no tool matches "$_"/, "... with a warning about $_")
    for 'delete_fiel', 'app:fiels';

# --- how Locations merge -----------------------------------------------------------------
sub tools_of {
    my ($path) = @_;
    (my $endpoint = client('alice')->{endpoint}) =~ s{/mcp$}{$path};
    return client('alice', endpoint => $endpoint)->tools;
}

my $all = tools_of('/mcp');
cmp_ok(scalar keys %$all, '>=', 22, 'without MCPTools all tools are there');

my $readonly = tools_of('/mcp-readonly');
ok($readonly->{get_file_content}, 'MCPReadOnly: reading stays');
is_deeply([ grep { !$readonly->{$_}{annotations}{readOnlyHint} } keys %$readonly ], [],
    '... and nothing else');
(my $endpoint = client('alice')->{endpoint}) =~ s{/mcp$}{/mcp-readonly};
my $answer = client('alice', endpoint => $endpoint)->tool('create_folder', { path => '/x' });
is($answer->rpc_error->{code}, -32602, '... which cannot be called either');

my $some = tools_of('/mcp-some');
ok($some->{get_file_tree} && $some->{upload_file}, 'MCPTools -x: the rest stays');
ok(!$some->{delete_file}, '... a glob takes tools away');
ok(!(grep { /^search_/ } keys %$some), '... and members of a family');
my $inner = tools_of('/mcp-some/inner');
is_deeply([ sort grep { !/^get_file_/ } keys %$inner ],
    [ sort grep { /^(?:find_|[gs]et_user_status$)/ } keys %$inner ],
    'an inner MCPTools replaces the outer one');
ok($inner->{get_file_tree}, '... by name');
ok($inner->{find_details_of_current_user}, '... and by app');

done_testing();
