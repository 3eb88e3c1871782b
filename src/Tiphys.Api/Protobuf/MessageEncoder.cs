using System.Text.Json;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Protobuf;

/// <summary>Turns JSON into protobuf messages, token by token, without a tree in between.</summary>
/// <remarks>
/// The JSON is what the server stores: it has passed the schema. A value that does not fit its field is passed over. Fields
/// stand in the order of the JSON, and a wrapper is opened for each field in it; protobuf merges the pieces.
/// </remarks>
internal ref struct MessageEncoder
{
    private readonly ProtoWriter _output;
    private readonly ReadOnlySpan<byte> _source;
    private Utf8JsonReader _json;

    public MessageEncoder(ReadOnlySpan<byte> json, ProtoWriter output)
    {
        _output = output;
        _source = json;
        _json = new(json, new JsonReaderOptions { MaxDepth = DocReader.MaxDepth });
        _json.Read();
    }

    /// <summary>Writes the object the reader stands at as the fields of a message.</summary>
    public void Fields(MessageFields fields)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var field = _json.ValueIsEscaped ? null : fields.Find(_json.ValueSpan);
            _json.Read();
            if (field is null || _json.TokenType == JsonTokenType.Null)
                _json.Skip();
            else
                Field(field);
        }
    }

    private void Field(MessageField field)
    {
        Span<int> open = stackalloc int[field.Wrappers.Count];
        for (var i = 0; i < open.Length; i++)
            open[i] = _output.Begin(field.Wrappers[i]);
        Value(field.Number, field.Value);
        for (var i = open.Length - 1; i >= 0; i--)
            _output.End(open[i]);
    }

    private void Value(int number, MessageValue type)
    {
        switch (type.Kind)
        {
            case ValueKind.Message:
                var start = _output.Begin(number);
                Fields(type.Message!.Fields);
                _output.End(start);
                break;
            case ValueKind.Repeated:
                Repeated(number, type.Item!);
                break;
            case ValueKind.Map:
                Map(number, type.Item!);
                break;
            case ValueKind.Json:
                Json(number);
                break;
            case ValueKind.SchemaOrArray or ValueKind.SchemaOrBool or ValueKind.SchemaOrTexts:
                Alternatives(number, type.Kind);
                break;
            default:
                ScalarEncoder.Write(ref _json, _output, number, type.Kind);
                break;
        }
    }

    private void Repeated(int number, MessageValue item)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            Value(number, item);
    }

    private void Map(int number, MessageValue item)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var entry = _output.Begin(number);
            ScalarEncoder.Text(ref _json, _output, 1);
            _json.Read();
            if (_json.TokenType == JsonTokenType.Null)
                _json.Skip();
            else if (item.Kind == ValueKind.Repeated)
                WrappedList(item);
            else
                Value(2, item);
            _output.End(entry);
        }
    }

    private void WrappedList(MessageValue list)
    {
        var wrapper = _output.Begin(2);
        Repeated(1, list.Item!);
        _output.End(wrapper);
    }

    private void Json(int number)
    {
        var start = _output.Begin(number);
        var from = (int)_json.TokenStartIndex;
        _json.Skip();
        _output.Bytes(1, _source[from..(int)_json.BytesConsumed]);
        _output.End(start);
    }

    private void Alternatives(int number, ValueKind kind)
    {
        var start = _output.Begin(number);
        var schema = kind == ValueKind.SchemaOrBool ? 2 : 1;
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
                if (kind == ValueKind.SchemaOrBool)
                    _output.Flag(1, true);
                Schema(schema);
                break;
            case JsonTokenType.True or JsonTokenType.False when kind == ValueKind.SchemaOrBool:
                _output.Flag(1, _json.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.StartArray:
                while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
                {
                    if (kind == ValueKind.SchemaOrTexts)
                        ScalarEncoder.Text(ref _json, _output, 2);
                    else
                        Schema(2);
                }

                break;
            default:
                _json.Skip();
                break;
        }

        _output.End(start);
    }

    private void Schema(int number)
    {
        var start = _output.Begin(number);
        Fields(MessageValue.JsonSchema.Fields);
        _output.End(start);
    }
}
