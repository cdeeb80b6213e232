using System.Text;
using System.Text.RegularExpressions;
using TrackVia.ApiAccess.Credentials;

namespace TrackVia.ApiAccess.Tests.Credentials;

public sealed partial class CredentialFormatTests
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int PrefixLength = 4;

    [Theory]
    [InlineData(CredentialKind.ApiKey, TestVector.ApiKey, TestVector.ApiKeyDigest)]
    [InlineData(CredentialKind.AuthToken, TestVector.AuthToken, TestVector.AuthTokenDigest)]
    public void The_golden_vectors_are_read_and_digested(CredentialKind kind, string text, string digest)
    {
        Assert.True(Credential.TryParse(kind, text, out var credential));

        Assert.Equal(text, credential.Reveal());
        Assert.Equal(digest, Convert.ToHexStringLower(credential.Digest.ToArray()));
    }

    [Fact]
    public void A_checksum_that_begins_with_zero_keeps_its_six_digits() =>
        Assert.True(CredentialFormat.IsWellFormed(CredentialKind.AuthToken, TestVector.ZeroPaddedAuthToken));

    [Fact]
    public void T2_Every_change_of_one_character_is_refused()
    {
        var printable = Enumerable.Range(' ', 95).Select(c => (char)c).ToArray();
        for (var i = 0; i < TestVector.AuthToken.Length; i++)
        {
            foreach (var c in printable.Where(c => c != TestVector.AuthToken[i]))
            {
                var changed = new StringBuilder(TestVector.AuthToken) { [i] = c }.ToString();
                Assert.False(CredentialFormat.IsWellFormed(CredentialKind.AuthToken, changed), changed);
            }
        }
    }

    [Fact]
    public void T2_Every_swap_of_two_neighbours_is_refused()
    {
        for (var i = 0; i + 1 < TestVector.AuthToken.Length; i++)
        {
            var swapped = TestVector.AuthToken.ToCharArray();
            (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
            if (swapped[i] != swapped[i + 1])
            {
                Assert.False(CredentialFormat.IsWellFormed(CredentialKind.AuthToken, swapped));
            }
        }
    }

    [Fact]
    public void T2_Every_truncation_is_refused()
    {
        for (var length = 0; length < TestVector.AuthToken.Length; length++)
        {
            Assert.False(CredentialFormat.IsWellFormed(CredentialKind.AuthToken, TestVector.AuthToken.AsSpan(0, length)));
            Assert.False(CredentialFormat.IsWellFormed(CredentialKind.AuthToken, TestVector.AuthToken.AsSpan()[^length..]));
        }
    }

    [Theory]
    [InlineData("tvt_")]
    [InlineData("TVT_TESTVECTORnotAsecret0123456789abcdefghijklm1Myvgr")]
    [InlineData("tvt_testvectorNOTaSECRET0123456789ABCDEFGHIJKLM1mYVGR")]
    [InlineData("tvt_TESTVECTORnotAsecret0123456789abcdefghijklm1Myvgr0")]
    [InlineData("tvt_TESTVECTORnotAsecret0123456789abcdefghijklm1Myvgr\n")]
    [InlineData("tvt_TESTVECTORnotAsecret0123456789abcdefghijklm1Myvgr=")]
    [InlineData(" tvt_TESTVECTORnotAsecret0123456789abcdefghijklm1Myvgr")]
    [InlineData("tvt%5FTESTVECTORnotAsecret0123456789abcdefghijklm1Myvgr")]
    [InlineData("dHZ0X1RFU1RWRUNUT1Jub3RBc2VjcmV0MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG0xTXl2Z3I=")]
    public void T2_Extended_case_flipped_and_encoded_again_is_refused(string text) =>
        Assert.False(CredentialFormat.IsWellFormed(CredentialKind.AuthToken, text));

    [Fact]
    public void T4_Characters_beyond_ASCII_are_not_folded_into_it()
    {
        // U+0174 and U+0134 end in the bytes of 't' and '4': a cut to bytes would let them in.
        for (var i = PrefixLength; i < TestVector.AuthToken.Length; i++)
        {
            var wide = new StringBuilder(TestVector.AuthToken) { [i] = (char)(TestVector.AuthToken[i] + 0x100) }.ToString();
            Assert.False(CredentialFormat.IsWellFormed(CredentialKind.AuthToken, wide));
        }
    }

    [Fact]
    public void T3_The_two_kinds_are_never_taken_for_each_other()
    {
        Assert.False(Credential.TryParse(CredentialKind.ApiKey, TestVector.AuthToken, out _));
        Assert.False(Credential.TryParse(CredentialKind.AuthToken, TestVector.ApiKey, out _));
    }

    [Theory]
    [InlineData(CredentialKind.ApiKey)]
    [InlineData(CredentialKind.AuthToken)]
    public void What_is_generated_is_read_and_found_by_scanners(CredentialKind kind)
    {
        for (var i = 0; i < 1_000; i++)
        {
            var text = Credential.Generate(kind).Reveal();

            Assert.True(CredentialFormat.IsWellFormed(kind, text));
            Assert.Equal(text, ScannersExpression().Match($"user_key: {text}\r\n").Value);
        }
    }

    [Fact]
    public void Generated_characters_are_distributed_evenly()
    {
        const int Credentials = 20_000;
        var counts = new int['z' + 1];
        for (var i = 0; i < Credentials; i++)
        {
            foreach (var c in Credential.Generate(CredentialKind.AuthToken).Reveal().AsSpan(PrefixLength, 43))
            {
                counts[c]++;
            }
        }

        // 61 degrees of freedom: a fair generator exceeds 150 once in more than ten million runs.
        const double Expected = Credentials * 43 / 62.0;
        Assert.InRange(Alphabet.Sum(c => Math.Pow(counts[c] - Expected, 2) / Expected), 0, 150);
    }

    [Fact]
    public void T5_No_two_generated_credentials_are_the_same()
    {
        var texts = Enumerable.Range(0, 10_000).Select(_ => Credential.Generate(CredentialKind.AuthToken).Reveal());

        Assert.Equal(10_000, texts.Distinct().Count());
    }

    [Fact]
    public void T4_The_check_of_the_shape_allocates_nothing()
    {
        string[] texts = [TestVector.AuthToken, TestVector.ApiKey, "", new string('0', 1 << 20), TestVector.AuthToken[..^1] + "s"];
        CheckAll(texts);

        var before = GC.GetAllocatedBytesForCurrentThread();
        CheckAll(texts);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void CheckAll(string[] texts)
        {
            foreach (var text in texts)
            {
                CredentialFormat.IsWellFormed(CredentialKind.AuthToken, text);
            }
        }
    }

    [Fact]
    public void An_undefined_kind_is_misuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Credential.Generate((CredentialKind)2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Credential.TryParse((CredentialKind)2, TestVector.AuthToken, out _));
    }

    // The README's, for secret scanners.
    [GeneratedRegex(@"\btv[kt]_[0-9A-Za-z]{49}\b")]
    private static partial Regex ScannersExpression();
}
