# One file there and back by libssh2's SFTP, the one in curl: PORT USER PASSWORD CODE LOCAL FAR BACK.
use strict;
use warnings;
use Fcntl qw(O_CREAT O_RDONLY O_TRUNC O_WRONLY);
use Net::SSH2;

my ($port, $user, $password, $code, $local, $far, $back) = @ARGV;
my $ssh = Net::SSH2->new(timeout => 60_000);
$ssh->connect('127.0.0.1', $port) or die 'no connection: ' . join(' ', $ssh->error) . "\n";
# With a second factor to come the first one is accepted in part, which libssh2 reports as a failure.
$ssh->auth_password($user, $password);
$ssh->auth_keyboard($user, sub { my (undef, undef, undef, undef, @prompts) = @_; map { $code } @prompts });
$ssh->auth_ok or die 'not let in: ' . join(' ', $ssh->error) . "\n";
my $sftp = $ssh->sftp or die 'no sftp: ' . join(' ', $ssh->error) . "\n";

open my $from, '<:raw', $local or die "$local: $!\n";
my $put = $sftp->open($far, O_WRONLY | O_CREAT | O_TRUNC, 0644) or die 'not opened: ' . join(' ', $sftp->error) . "\n";
while (read $from, my $piece, 1 << 20) {
  my $at = 0;
  while ($at < length $piece) {
    my $wrote = $put->write(substr $piece, $at);
    defined $wrote or die 'not written: ' . join(' ', $ssh->error) . "\n";
    $at += $wrote;
  }
}
undef $put;

my $get = $sftp->open($far, O_RDONLY) or die 'not opened: ' . join(' ', $sftp->error) . "\n";
open my $to, '>:raw', $back or die "$back: $!\n";
while (my $read = $get->read(my $piece, 1 << 20)) {
  print {$to} $piece;
}
close $to or die "$back: $!\n";
undef $get;
undef $sftp;
$ssh->disconnect;
