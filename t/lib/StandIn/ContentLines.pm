# SPDX-License-Identifier: Apache-2.0
# iCalendar and vCard as far as the stand-in looks into them: components with
# their properties, UTC times, and the plain sorts of recurrence.
package StandIn::ContentLines;
use strict;
use warnings;
use Time::Local ();

my $DAY = 86_400;
my $MAX_STARTS = 500;

sub unfold {
    my ($text) = @_;
    $text =~ s/\r?\n[ \t]//g;
    return split /\r?\n/, $text;
}

# [ { name => 'VEVENT', props => [ [name, params, value], ... ] }, ... ] in the
# order of their BEGIN lines. Dies with the number of a line that is none.
sub components {
    my ($text) = @_;
    my (@all, @open);
    my $number = 0;
    for my $line (unfold($text)) {
        $number++;
        next if !length $line;
        my ($name, $params, $value) =
            $line =~ /^(?:[\w-]+\.)?([\w-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)$/s
            or die { line => $number };
        $name = uc $name;
        if ($name eq 'BEGIN') {
            push @open, { name => uc $value, props => [] };
            push @all, $open[-1];
        }
        elsif ($name eq 'END') { pop @open }
        elsif (@open) { push @{ $open[-1]{props} }, [ $name, $params, $value ] }
    }
    return \@all;
}

sub property {
    my ($component, $name) = @_;
    my ($found) = grep { $_->[0] eq $name } @{ $component->{props} };
    return $found;
}

sub value {
    my ($component, $name) = @_;
    my $found = property($component, $name);
    return $found && $found->[2];
}

# Times with a TZID are taken for UTC: half a day off at most.
sub seconds {
    my ($text) = @_;
    my ($y, $m, $d, $h, $min, $s) =
        ($text // '') =~ /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/
        or return;
    return Time::Local::timegm_modern($s // 0, $min // 0, $h // 0, $d, $m - 1, $y);
}

sub stamp {
    my ($seconds) = @_;
    my ($s, $min, $h, $d, $m, $y) = gmtime $seconds;
    return sprintf '%04d%02d%02dT%02d%02d%02dZ', $y + 1900, $m + 1, $d, $h, $min, $s;
}

sub _length {
    my ($component, $start) = @_;
    my $end = seconds(value($component, 'DTEND'));
    return $end - $start if defined $end;
    my ($w, $d, $h, $m, $s) = (value($component, 'DURATION') // '')
        =~ /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
    return 7 * $DAY * ($w // 0) + $DAY * ($d // 0) + 3600 * ($h // 0)
        + 60 * ($m // 0) + ($s // 0)
        || (value($component, 'DTSTART') =~ /T/ ? 0 : $DAY);
}

# [ from, to ] of each time an event takes place; other rules than daily and
# weekly ones give the first only, and their end is open.
sub times {
    my ($component) = @_;
    my $start = seconds(value($component, 'DTSTART'));
    return if !defined $start;
    my $length = _length($component, $start);
    my %rule = map { split /=/, $_, 2 } split /;/, value($component, 'RRULE') // '';
    return [ $start, $start + $length ] if !%rule;
    my $step = { DAILY => $DAY, WEEKLY => 7 * $DAY }->{ $rule{FREQ} // '' };
    return [ $start, 2**40 ] if !$step || $rule{BYDAY};
    $step *= $rule{INTERVAL} // 1;
    my $count = $rule{COUNT} // $MAX_STARTS;
    my $until = seconds($rule{UNTIL}) // 2**40;
    return map { [ $_, $_ + $length ] }
        grep { $_ <= $until } map { $start + $_ * $step } 0 .. $count - 1;
}

1;
