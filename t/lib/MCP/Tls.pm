# SPDX-License-Identifier: Apache-2.0
package MCP::Tls;

# The directives of a virtual host that speaks TLS and HTTP/2, for MCP::Httpd.
#
#   my $tls = MCP::Tls->new or plan skip_all => 'openssl is not installed';
#   MCP::Httpd->new(config => $tls->config)->start; ... $tls->url

use strict;
use warnings;

use File::Temp qw(tempdir);

use MCP::Httpd;

sub new {
    my ($class) = @_;
    my $dir = tempdir('mod_mcp-tls.XXXXXX', TMPDIR => 1, CLEANUP => 1);

    system("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
        . " -keyout $dir/key.pem -out $dir/cert.pem 2>/dev/null") == 0
        or return;
    return bless { dir => $dir, port => MCP::Httpd::_free_port() }, $class;
}

sub url { return "https://127.0.0.1:$_[0]{port}" }

# http2 => 0: without it, which prefork has no use for.
sub config {
    my ($self, %how) = @_;
    my $http2 = !exists $how{http2} || $how{http2};
    my $modules = MCP::Httpd::_apxs('LIBEXECDIR');

    return join "\n", "LoadModule ssl_module $modules/mod_ssl.so",
        $http2 ? "LoadModule http2_module $modules/mod_http2.so" : (),
        "Listen 127.0.0.1:$self->{port}", "<VirtualHost 127.0.0.1:$self->{port}>", '    ServerName 127.0.0.1',
        '    SSLEngine On', "    SSLCertificateFile $self->{dir}/cert.pem", "    SSLCertificateKeyFile $self->{dir}/key.pem",
        $http2 ? '    Protocols h2 http/1.1' : (), '</VirtualHost>', '';
}

1;
