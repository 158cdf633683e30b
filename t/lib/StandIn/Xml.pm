# SPDX-License-Identifier: Apache-2.0
# XML in and out. A node is [ "{namespace}name", child, child ... ] where a
# child is a node, { node =>, attr => {} } or text; prefixes are given out as Sabre gives them out.
package StandIn::Xml;
use strict;
use warnings;
use Encode ();
use XML::LibXML ();
use StandIn::Error ();

our $D  = 'DAV:';
our $S  = 'http://sabredav.org/ns';
our $OC = 'http://owncloud.org/ns';
our $NC = 'http://nextcloud.org/ns';

my @PREFIXES = ([ d => $D ], [ s => $S ], [ oc => $OC ], [ nc => $NC ]);
my %PREFIX   = map { $_->[1] => $_->[0] } @PREFIXES;

sub escape {
    my ($text) = @_;
    $text =~ s/&/&amp;/g;
    $text =~ s/</&lt;/g;
    $text =~ s/>/&gt;/g;
    $text =~ s/"/&quot;/g;
    $text =~ s/\r/&#13;/g;
    $text =~ tr/\x00-\x08\x0b\x0c\x0e-\x1f//d;
    return $text;
}

# A multistatus document of <d:response> nodes, as UTF-8 bytes.
sub multistatus {
    my ($responses, $indent) = @_;
    my $writer = { count => 0, indent => $indent };
    my $head = '<?xml version="1.0"?>' . "\n<d:multistatus"
        . join '', map { qq{ xmlns:$_->[0]="$_->[1]"} } @PREFIXES;
    return Encode::encode('UTF-8', "$head/>\n") if !@$responses;
    my $body = join '', map { _write($writer, $_, 1) } @$responses;
    $body .= "\n" if $indent;
    return Encode::encode('UTF-8', "$head>$body</d:multistatus>\n");
}

sub _write {
    my ($writer, $node, $depth) = @_;
    return escape($node) if !ref $node;
    my $attributes = ref $node eq 'HASH' ? $node->{attr} : {};
    my ($name, @children) = @{ ref $node eq 'HASH' ? $node->{node} : $node };
    my ($tag, $xmlns) = _tag($writer, $name);
    $xmlns .= join '', map { qq{ $_="} . escape($attributes->{$_}) . '"' }
        sort keys %$attributes;
    my $pad = $writer->{indent} ? "\n" . ' ' x $depth : '';
    return "$pad<$tag$xmlns/>" if !@children;
    my $inner = join '', map { _write($writer, $_, $depth + 1) } @children;
    my $close = ref $children[-1] ? $pad : '';
    return "$pad<$tag$xmlns>$inner$close</$tag>";
}

# Foreign namespaces become x1, x2 ... and are declared where they are used.
sub _tag {
    my ($writer, $clark) = @_;
    my ($ns, $name) = $clark =~ /^\{(.*)\}(.+)$/s or die "name $clark\n";
    return ("$PREFIX{$ns}:$name", '') if $PREFIX{$ns};
    my $prefix = $writer->{adhoc}{$ns} //= 'x' . ++$writer->{count};
    return ("$prefix:$name", qq{ xmlns:$prefix="} . escape($ns) . '"');
}

# <d:error>, always indented. An empty message is an empty element.
sub error {
    my ($error) = @_;
    my $hint = $error->{hint} || $error->{reason};
    my $xml  = qq{<?xml version="1.0" encoding="utf-8"?>\n}
        . '<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"'
        . ($hint ? ' xmlns:o="http://owncloud.org/ns"' : '') . ">\n"
        . _error_line('s:exception', $error->{class})
        . _error_line('s:message', $error->{message});
    $xml .= _error_line('s:header', $error->{header}) if $error->{header};
    $xml .= "  <$error->{condition}/>\n" if $error->{condition};
    $xml .= _own_line(hint => $error->{hint}) if $error->{hint};
    $xml .= _own_line(retry => 'false') . _own_line(reason => $error->{reason})
        if $error->{reason};
    return Encode::encode('UTF-8', "$xml</d:error>\n");
}

sub _error_line {
    my ($tag, $text) = @_;
    return "  <$tag/>\n" if !defined $text || !length $text;
    $text = escape($text);
    $text =~ s/&quot;/"/g;
    return "  <$tag>$text</$tag>\n";
}

# Nextcloud declares a nonsense namespace on these; so do we.
sub _own_line {
    my ($name, $text) = @_;
    $text = escape($text);
    $text =~ s/&quot;/"/g;
    return qq{  <o:$name xmlns:o="o:">$text</o:$name>\n};
}

# Parses a request body; a broken one is Sabre's 400.
sub parse {
    my ($bytes) = @_;
    my $parser = XML::LibXML->new(
        no_network => 1, expand_entities => 0, load_ext_dtd => 0
    );
    my $doc = eval { $parser->parse_string($bytes) };
    return $doc->documentElement if $doc;
    StandIn::Error::dav('BadRequest', _complaint($@));
}

# libxml's first complaint in the words PHP puts it.
sub _complaint {
    my ($error) = @_;
    $error = $error->{_prev} while ref $error && $error->{_prev};
    my $text = ref $error ? $error->message : "$error";
    my $line = ref $error ? $error->line : 1;
    my $column = ref $error ? $error->column : 0;
    chomp $text;
    return "$text\n on line $line, column $column";
}

sub clark {
    my ($element) = @_;
    return '{' . ($element->namespaceURI // '') . '}' . $element->localname;
}

sub elements {
    my ($element) = @_;
    return grep { $_->nodeType == XML::LibXML::XML_ELEMENT_NODE() }
        $element->childNodes;
}

# The first child element with that Clark name, at any depth below.
sub find {
    my ($element, $clark) = @_;
    for my $child (elements($element)) {
        return $child if clark($child) eq $clark;
        my $deep = find($child, $clark);
        return $deep if $deep;
    }
    return;
}

1;
