# SPDX-License-Identifier: Apache-2.0
# The stand-in's memory. httpd runs many processes and many interpreters, so
# nothing is kept in Perl variables: metadata is one Storable file per subject,
# replaced by rename, and file contents are blobs. Readers never lock; writers
# run inside update(), one at a time.
package StandIn::State;
use strict;
use warnings;
use Errno ();
use Fcntl qw(:flock O_APPEND O_CREAT O_RDWR O_WRONLY);
use File::Glob ();
use File::Path ();
use Storable ();
use Time::HiRes ();

sub new {
    my ($class, $dir) = @_;
    die "StandInState is not set\n" if !defined $dir || !length $dir;
    File::Path::make_path("$dir/blob", "$dir/meta") if !-d "$dir/meta";
    return bless { dir => $dir, dirty => {}, loaded => {} }, $class;
}

sub dir { return $_[0]{dir} }

# One subject: 'control', 'shares', 'tree.alice' ... The copy is kept for the
# request; update() starts from fresh ones, and all its changes land in them.
sub load {
    my ($self, $name) = @_;
    my $copy = \$self->{loaded}{$name};
    return $$copy if defined $$copy;
    my $file = "$self->{dir}/meta/$name";
    $$copy = Storable::retrieve($file) if -e $file;
    return $$copy;
}

# Marks a subject as changed. Only valid inside update().
sub put {
    my ($self, $name, $data) = @_;
    die "state changed outside update()\n" if !$self->{locked};
    $self->{loaded}{$name} = $data;
    $self->{dirty}{$name}  = 1;
    return $data;
}

# Runs the code with the write lock held, then writes what it put(). A die in
# the code leaves the files as they were.
sub update {
    my ($self, $code) = @_;
    return $code->() if $self->{locked};
    sysopen my $lock, "$self->{dir}/lock", O_RDWR | O_CREAT
        or die "state lock: $!\n";
    # A prefork child is told of a restart by a signal.
    until (flock $lock, LOCK_EX) {
        die "state lock: $!\n" unless $!{EINTR};
    }
    my $before = $self->{loaded};
    local $self->{locked} = 1;
    local $self->{loaded} = {};
    local $self->{dirty}  = {};
    my @result = wantarray ? $code->() : scalar $code->();
    $self->_write($_) for sort keys %{ $self->{dirty} };
    close $lock;
    %$before = ();
    return wantarray ? @result : $result[0];
}

sub _write {
    my ($self, $name) = @_;
    my $file = "$self->{dir}/meta/$name";
    my $temp = "$self->{dir}/meta.$$." . _unique();
    Storable::nstore($self->{loaded}{$name}, $temp);
    rename $temp, $file or die "state $name: $!\n";
    return;
}

# Ids never come back, not even after a delete. Only inside update().
sub next_id {
    my ($self) = @_;
    my $seq = $self->load('seq') // { id => 100 };
    $seq->{id}++;
    $self->put(seq => $seq);
    return $seq->{id};
}

# ---- contents -------------------------------------------------------------

# Written before the lock is taken; a blob nobody refers to does no harm.
sub store_blob {
    my ($self, $bytes) = @_;
    my $name = _unique();
    open my $fh, '>:raw', "$self->{dir}/blob/$name" or die "blob: $!\n";
    print {$fh} $bytes or die "blob: $!\n";
    close $fh or die "blob: $!\n";
    return $name;
}

sub blob_file { return "$_[0]{dir}/blob/$_[1]" }

sub read_blob {
    my ($self, $name) = @_;
    open my $fh, '<:raw', $self->blob_file($name) or return '';
    local $/ = undef;
    return scalar <$fh> // '';
}

# ---- the request log --------------------------------------------------------

# One write() to an O_APPEND file: lines of parallel requests never mix.
sub append_log {
    my ($self, $line) = @_;
    sysopen my $fh, "$self->{dir}/log", O_WRONLY | O_APPEND | O_CREAT
        or die "log: $!\n";
    syswrite $fh, $line;
    close $fh;
    return;
}

sub read_log {
    my ($self) = @_;
    open my $fh, '<:raw', "$self->{dir}/log" or return '';
    local $/ = undef;
    return scalar <$fh> // '';
}

sub reset {
    my ($self) = @_;
    $self->update(sub {
        unlink map { File::Glob::bsd_glob("$self->{dir}/$_") }
            qw(meta/* blob/* log);
        return;
    });
    return;
}

# ---- random ------------------------------------------------------------------

my @ALNUM = ('A' .. 'Z', 'a' .. 'z', '0' .. '9');

# Interpreters are clones and would share rand()'s seed; the kernel does not.
sub random {
    my ($length) = @_;
    open my $fh, '<:raw', '/dev/urandom' or die "urandom: $!\n";
    my $bytes = '';
    sysread $fh, $bytes, $length;
    return join '', map { $ALNUM[ ord($_) % @ALNUM ] } split //, $bytes;
}

sub _unique {
    return sprintf '%x.%s', Time::HiRes::time() * 1_000_000, random(12);
}

1;
