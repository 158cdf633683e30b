#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# docs/tools.md from the manifests: t/bin/tools-doc.pl > docs/tools.md
# With --check: say whether that file is what this would write, and whether
# the whole list is still small enough for a model's context. The sizes are
# those that build/mcp-lint says; "make" builds it.
use strict;
use warnings;

use FindBin;
use JSON::PP;

my $top = "$FindBin::Bin/../..";
my $json = JSON::PP->new->utf8;

# Bytes of tools/list with every app and service there is.
my $limit = 60_000;

# Name => bytes of its entry in tools/list.
sub sizes {
    my $build = $ENV{build} || 'build';
    my $lint = ($build =~ m{^/} ? $build : "$top/$build") . '/mcp-lint';
    my %sizes = map { split } `$lint --sizes $top/conf/tools.d`;
    die "$lint --sizes failed\n" if $?;
    return \%sizes;
}

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    local $/;
    return scalar <$in>;
}

# "string, up to 255 characters"
sub type {
    my ($schema) = @_;
    my $type = ref $schema->{type} ? join ' or ', @{ $schema->{type} } : $schema->{type} || 'any';
    my @more;

    push @more, 'one of ' . join ', ', map { "`$_`" } @{ $schema->{enum} } if $schema->{enum};
    push @more, "$schema->{minimum} to $schema->{maximum}"
        if defined $schema->{minimum} && defined $schema->{maximum};
    push @more, "at least $schema->{minimum}"
        if defined $schema->{minimum} && !defined $schema->{maximum};
    push @more, "default `" . JSON::PP->new->allow_nonref->encode($schema->{default}) . '`'
        if exists $schema->{default};
    return join ', ', $type, @more;
}

# What the annotations say, in words.
sub effect {
    my ($a) = @_;

    return 'reads' . ($a->{openWorldHint} ? ', beyond this Nextcloud' : '') if $a->{readOnlyHint};
    return join ', ', $a->{destructiveHint} ? 'may replace or delete' : 'adds or changes',
        $a->{idempotentHint} ? 'may be repeated' : (),
        $a->{openWorldHint} ? 'reaches beyond this Nextcloud' : ();
}

sub requirement {
    my ($r) = @_;
    my @needs;

    push @needs, "the app $r->{app}" if $r->{app};
    push @needs, "the capability $r->{capability}" if $r->{capability};
    $needs[-1] .= " $r->{version}" if $r->{version};
    push @needs, "an AI provider for $r->{task_type}" if $r->{task_type};
    push @needs, "MCPService $r->{service}" if $r->{service};
    push @needs, "Nextcloud $r->{nextcloud}" if $r->{nextcloud};
    return @needs ? 'Needs ' . join(' and ', @needs) . '. ' : '';
}

sub cell {
    my ($text) = @_;
    $text =~ s/\|/\\|/g;
    $text =~ s/\s+/ /g;
    return $text;
}

sub tool {
    my ($tool) = @_;
    my $input = $tool->{input} || {};
    my %required = map { $_ => 1 } @{ $input->{required} || [] };
    my @names = sort { ($required{$b} || 0) <=> ($required{$a} || 0) || $a cmp $b }
        keys %{ $input->{properties} || {} };
    my $name = $tool->{family} ? "$tool->{family}<provider>" : $tool->{name};
    my $text = "### $name\n\n$tool->{description}\n\n"
        . requirement($tool->{requires} || {})
        . ucfirst(effect($tool->{annotations})) . ".\n\n";

    return $text unless @names;
    $text .= "| parameter | | |\n|---|---|---|\n";
    for my $parameter (@names) {
        my $schema = $input->{properties}{$parameter};
        $text .= "| `$parameter`" . ($required{$parameter} ? ' (required)' : '') . ' | '
            . cell(type($schema)) . ' | ' . cell($schema->{description}) . " |\n";
    }
    return "$text\n";
}

my $text = "# Tools\n\n<!-- Made by t/bin/tools-doc.pl from conf/tools.d; change those. -->\n\n"
    . "What `tools/list` can show. A user sees what their Nextcloud offers them and the\n"
    . "administrator allows ([MCPTools](directives/MCPTools.md)); `app:` names are the\n"
    . "headings below. Own tools: [manifests](manifests.md).\n\n"
    . "| app | tools | bytes in the list | tokens, about |\n|---|---|---|---|\n";
my $sections = '';
my ($tools, $bytes, $outside) = (0, 0, 0);
my $sizes = sizes();

for my $file (sort glob "$top/conf/tools.d/*.json") {
    my ($app) = $file =~ m{([^/]+)\.json$};
    my $manifest = $json->decode(slurp($file));
    my $count = @{ $manifest->{tools} };
    my $size = 0;

    $size += $sizes->{ $_->{name} } for @{ $manifest->{tools} };
    $text .= sprintf "| %s | %d | %d | %d |\n", $app, $count, $size, $size / 4;
    $outside += $sizes->{ $_->{name} } for grep { ($_->{requires} || {})->{service} } @{ $manifest->{tools} };
    $tools += $count;
    $bytes += $size;
    $sections .= "## $app\n\n" . join '', map { tool($_) } sort { $a->{name} cmp $b->{name} } @{ $manifest->{tools} };
}
$text .= sprintf "| all | %d | %d | %d |\n\nOf these, %d bytes are tools of services outside, which are off until\n"
    . "[MCPService](directives/MCPService.md) turns them on. Each provider of unified\n"
    . "search is a tool of some 300 bytes; one is counted here.\n\n%s", $tools, $bytes, $bytes / 4, $outside, $sections;
$text =~ s/\n+\z/\n/;
utf8::encode($text);

if (@ARGV && $ARGV[0] eq '--check') {
    my $same = -e "$top/docs/tools.md" && slurp("$top/docs/tools.md") eq $text;
    if ($bytes > $limit) {
        printf "docs: the list of all tools has %d bytes, more than %d\n", $bytes, $limit;
        exit 1;
    }
    print $same ? "docs: tools.md has the $tools tools of the manifests\n"
        : "docs: tools.md is not what t/bin/tools-doc.pl makes of conf/tools.d\n";
    exit !$same;
}
print $text;
