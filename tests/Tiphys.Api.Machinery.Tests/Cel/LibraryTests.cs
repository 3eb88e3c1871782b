namespace Tiphys.Api.Machinery.Tests.Cel;

/// <summary>The Kubernetes libraries, by the examples of their documentation.</summary>
public sealed class LibraryTests
{
    [Theory]
    [InlineData("'hello'.charAt(4) + 'tacocat'.charAt(7)", "o")]
    [InlineData("'hello mellow'.indexOf('ello', 2)", "7")]
    [InlineData("'hello mellow'.lastIndexOf('ello', 6)", "1")]
    [InlineData("'hello mellow'.lastIndexOf('')", "12")]
    [InlineData("'TacoCat'.lowerAscii() + 'TacoC\u00e6t'.upperAscii()", "tacocatTACOC\u00e6T")]
    [InlineData("'hello hello'.replace('he', 'we', 1)", "wello hello")]
    [InlineData("'ab'.replace('', '-')", "-a-b-")]
    [InlineData("'a,b,c'.split(',', 2)", "[a, b,c]")]
    [InlineData("'ab'.split('')", "[a, b]")]
    [InlineData("'tacocat'.substring(4) + 'tacocat'.substring(0, 4)", "cattaco")]
    [InlineData("'  trim '.trim()", "trim")]
    [InlineData("['a', 'b'].join('-') + ['c'].join()", "a-bc")]
    [InlineData("strings.quote('a\"b')", "\"a\\\"b\"")]
    [InlineData("'%s %d %.2f %x %o %b %e %%'.format([dyn('a'), 1, 2.345, 255, 8, 5, 1234.5])", "a 1 2.35 ff 10 101 1.234500\u00d710\u2070\u00b3 %")]
    [InlineData("'%s'.format([[dyn('a'), {'b': 1.5}]])", "[\"a\", {\"b\":1.500000}]")]
    [InlineData("'ta\U0001F431o'.charAt(3)", "o")]
    [InlineData("'abc'.substring(4)", "!index out of range: 4")]
    public void Strings(string expression, string expected) => Assert.Equal(expected, Expressions.Run(expression));

    [Theory]
    [InlineData("[1, 2, 3].isSorted() && !['b', 'a'].isSorted()", "true")]
    [InlineData("[1, 2].sum() + [1.5].sum()", "!ERROR")]
    [InlineData("[1, 2].sum() == 3 && [1.5].sum() == 1.5 && [duration('1m')].sum() == duration('60s')", "true")]
    [InlineData("[3, 1].min() == 1 && ['a', 'b'].max() == 'b'", "true")]
    [InlineData("[].min()", "!min called on empty list")]
    [InlineData("['a', 'b', 'a'].indexOf('a') == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2", "true")]
    [InlineData("[1, 2, 3, 4].slice(1, 3)", "[2, 3]")]
    [InlineData("[1, 2].slice(2, 1)", "!cannot slice(2, 1), start index must be less than or equal to end index")]
    [InlineData("[[1], [2, 3]].flatten()", "[1, 2, 3]")]
    [InlineData("[3, 1, 2].sort()", "[1, 2, 3]")]
    [InlineData("[1, 1, 2].distinct()", "[1, 2]")]
    [InlineData("lists.range(3).reverse()", "[2, 1, 0]")]
    [InlineData("sets.contains([1, 2, 3], [3, 1]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])", "true")]
    public void Lists(string expression, string expected)
    {
        var actual = Expressions.Run(expression);
        Assert.Equal(expected, expected == "!ERROR" ? actual[..6] : actual);
    }

    [Theory]
    [InlineData("'abc 123'.find('[0-9]+') + 'x'.find('[0-9]')", "123")]
    [InlineData("'123 abc 456'.findAll('[0-9]+')", "[123, 456]")]
    [InlineData("'123 abc 456'.findAll('[0-9]+', 1)", "[123]")]
    [InlineData("'a\\n'.matches('a$')", "false")]
    [InlineData("'ab'.matches('^(?i:AB)$') && '\u0663'.matches('^[^\\\\d]$')", "true")]
    [InlineData("'x'.matches(dyn('(?=x)'))", "!error parsing regexp: invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("'x'.matches(dyn('x**'))", "!error parsing regexp: invalid nested repetition operator: `**`")]
    [InlineData("'a-b_c'.matches('^[[:alpha:]_-]+$')", "true")]
    public void Regexes(string expression, string expected) => Assert.Equal(expected, Expressions.Run(expression));

    [Theory]
    [InlineData("url('https://user@example.com:80/path%20x?a=1&a=2#f').getHost()", "example.com:80")]
    [InlineData("url('https://[::1]:80/').getHostname() + url('https://[::1]:80/').getPort()", "::180")]
    [InlineData("url('HTTPS://example.com/a b').getScheme() + url('https://example.com/a b').getEscapedPath()", "https/a%20b")]
    [InlineData("url('https://example.com/?k=a+b&k=c').getQuery()", "{k: [a b, c]}")]
    [InlineData("isURL('/absolute') && !isURL('relative') && !isURL('') && !isURL('://x')", "true")]
    [InlineData("ip('127.0.0.1').isLoopback() && ip('::1').family() == 6 && !isIP('127.0.0.01')", "true")]
    [InlineData("ip('2001:DB8::abCd') == ip('2001:db8::abcd') && !ip.isCanonical('2001:DB8::abCd')", "true")]
    [InlineData("ip('fe80::1%eth0')", "!IP address \"fe80::1%eth0\" with zone value is not allowed")]
    [InlineData("ip('::ffff:1.2.3.4')", "!IPv4-mapped IPv6 address \"::ffff:1.2.3.4\" is not allowed")]
    [InlineData("ip('169.254.1.1').isLinkLocalUnicast() && ip('224.0.0.1').isLinkLocalMulticast() && ip('10.0.0.1').isGlobalUnicast()", "true")]
    [InlineData("cidr('192.168.0.0/24').containsIP('192.168.0.1') && !cidr('192.168.0.0/24').containsIP(ip('192.168.1.1'))", "true")]
    [InlineData("cidr('192.168.0.0/16').containsCIDR('192.168.1.0/24') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')", "true")]
    [InlineData("string(cidr('10.1.2.3/8').ip()) + string(cidr('10.1.2.3/8'))", "10.1.2.310.1.2.3/8")]
    public void Addresses(string expression, string expected) => Assert.Equal(expected, Expressions.Run(expression));

    [Theory]
    [InlineData("quantity('1500m').add(quantity('500m')).asInteger()", "2")]
    [InlineData("quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1k') == quantity('1000') && !isQuantity('1x')", "true")]
    [InlineData("sign(quantity('-1')) + quantity('2').compareTo(quantity('1'))", "0")]
    [InlineData("quantity('50m').asInteger()", "!cannot convert value to integer")]
    [InlineData("quantity('50k').sub(20).asApproximateFloat()", "49980")]
    [InlineData("semver('1.2.3-beta.2').isLessThan(semver('1.2.3-beta.11')) && semver('1.2.3') == semver('1.2.3+b')", "true")]
    [InlineData("semver('v01.2', true).compareTo(semver('1.2.0'))", "0")]
    [InlineData("isSemver('1.2') || isSemver('01.2.3') || !isSemver('1.2', true)", "false")]
    [InlineData("semver('1.2.3').major() + semver('1.2.3').minor() + semver('1.2.3').patch()", "6")]
    [InlineData("format.dns1123Label().validate('my-name').hasValue()", "false")]
    [InlineData("format.named('uuid').value().validate('nope').value()", "[does not match the UUID format]")]
    [InlineData("format.named('nothing').hasValue()", "false")]
    [InlineData("!format.datetime().validate('2020-01-01T00:00:00Z').hasValue() && format.date().validate('x').hasValue()", "true")]
    public void QuantitiesVersionsFormats(string expression, string expected) => Assert.Equal(expected, Expressions.Run(expression));
}
