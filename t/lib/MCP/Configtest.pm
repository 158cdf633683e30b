# SPDX-License-Identifier: Apache-2.0
package MCP::Configtest;

# "httpd -t" with lines of a test's own, under Apache::Test.
#
#   my ($status, $output) = configtest($lines, modules => ['faulty'],
#                                      tools => $dir);
#
# $output is what it printed and what it wrote into its error log.

use strict;
use warnings;

use Exporter qw(import);
use File::Temp qw(tempdir);

use Apache::Test ();

our @EXPORT = qw(configtest);

my $dir;

sub configtest {
    my ($lines, %options) = @_;
    my $top = $ENV{MCP_TOP};
    my $tools = $options{tools} || "$top/tools.d";
    my $modules = join '', map { "LoadModule mcp_${_}_module $top/c-modules/mod_mcp_$_.so\n" }
        @{ $options{modules} || [] };

    $dir ||= tempdir(CLEANUP => 1);
    open my $conf, '>', "$dir/httpd.conf" or die $!;
    print $conf <<"CONF";
ServerRoot $dir
ServerName localhost
Listen 127.0.0.1:1
ErrorLog $dir/error_log
PidFile $dir/pid
Include $top/t/conf/modules.conf
${modules}MCPToolsDir $tools
MCPPromptsDir $top/prompts.d
MCPSkillsDir $top/skills.d
$lines
CONF
    close $conf or die $!;
    unlink "$dir/error_log";
    my $output = do { local $_; my $httpd = Apache::Test::vars()->{httpd}; `$httpd -t -f $dir/httpd.conf 2>&1` };
    my $status = $? >> 8;
    my $log = do { local (@ARGV, $/) = ("$dir/error_log"); -e $ARGV[0] ? <> : '' };
    return ($status, $output . $log);
}

1;
