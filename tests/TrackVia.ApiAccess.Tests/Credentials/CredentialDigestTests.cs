namespace TrackVia.ApiAccess.Tests.Credentials;

public sealed class CredentialDigestTests
{
    [Fact]
    public void Its_bytes_come_back_as_they_went_in()
    {
        var bytes = Enumerable.Range(100, CredentialDigest.Length).Select(i => (byte)i).ToArray();

        Assert.Equal(bytes, CredentialDigest.FromBytes(bytes).ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Another_length_is_misuse(int length) => Assert.Throws<ArgumentException>(() => CredentialDigest.FromBytes(new byte[length]));

    [Fact]
    public void T1_Every_byte_counts_in_equality()
    {
        var digest = Credential.Generate(CredentialKind.AuthToken).Digest;
        for (var i = 0; i < CredentialDigest.Length; i++)
        {
            var near = digest.ToArray();
            near[i] ^= 1;

            Assert.True(digest != CredentialDigest.FromBytes(near));
        }

        Assert.True(digest == CredentialDigest.FromBytes(digest.ToArray()));
    }

    [Fact]
    public void The_default_is_32_zero_bytes() => Assert.Equal(new byte[32], default(CredentialDigest).ToArray());

    [Fact]
    public void T38_Its_text_contains_only_four_bytes()
    {
        Assert.True(Credential.TryParse(CredentialKind.ApiKey, TestVector.ApiKey, out var credential));

        Assert.Equal("d488f37d…", credential.Digest.ToString());
    }

    [Fact]
    public void A_digest_is_written_into_a_buffer_that_is_long_enough()
    {
        var bytes = Enumerable.Range(1, CredentialDigest.Length).Select(i => (byte)i).ToArray();
        var digest = CredentialDigest.FromBytes(bytes);
        Span<byte> buffer = stackalloc byte[CredentialDigest.Length + 1];

        Assert.True(digest.TryWriteBytes(buffer));
        Assert.Equal([.. bytes, 0], buffer.ToArray());
        Assert.False(digest.TryWriteBytes(buffer[..(CredentialDigest.Length - 1)]));
    }
}
